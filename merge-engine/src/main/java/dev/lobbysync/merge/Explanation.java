package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Why a merged value is what it is, for one path that at least one side changed (ENGINE S7). Unchanged values need no
 * explanation, conflicts have their own record.
 *
 * <pre>{@code
 * result.explanations().stream().filter(Explanation::byPolicy).forEach(e -> trash(e.path(), e.lost()));
 * }</pre>
 *
 * @param path where; in a script set the file's path
 * @param won whose value was taken
 * @param rule a stable word: {@code only-local-changed}, {@code only-remote-changed}, {@code same-change},
 *     {@code line-merge}, {@code renamed}, or {@code local-policy} / {@code remote-policy} as in PROTOCOL 7.10
 * @param base the base's value, {@code MissingNode} if it has none; likewise the other two
 * @param local the local value
 * @param remote the remote value
 */
public record Explanation(MergePath path, Side won, String rule, JsonNode base, JsonNode local, JsonNode remote) {

    /** Whether ownership decided between two changes, so that {@link #lost()} belongs in the trash. */
    public boolean byPolicy() {
        return rule.equals(Rules.LOCAL_POLICY) || rule.equals(Rules.REMOTE_POLICY);
    }

    /** The change that lost to a policy; {@code MissingNode} if no policy decided here and nothing was lost. */
    public JsonNode lost() {
        if (!byPolicy()) {
            return MissingNode.getInstance();
        }
        return won == Side.LOCAL ? remote : local;
    }

    /** Whose value a merge took; {@link #BOTH} where the sides made the same change or their changes were combined. */
    public enum Side {
        LOCAL,
        REMOTE,
        BOTH;

        /** The same side as seen with local and remote swapped. */
        public Side swapped() {
            return switch (this) {
                case LOCAL -> REMOTE;
                case REMOTE -> LOCAL;
                case BOTH -> BOTH;
            };
        }
    }
}
