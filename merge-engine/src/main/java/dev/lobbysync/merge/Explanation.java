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
 * <p>The rules are stable words. Values: {@code only-local-changed}, {@code only-remote-changed}, {@code same-change}, and
 * {@code local-policy} / {@code remote-policy} as in PROTOCOL 7.10. Arrays: {@code set-merge}, {@code
 * only-local-reordered}, {@code only-remote-reordered}, {@code same-order}, and, where a policy looks into an array that it
 * cannot look into, {@code duplicate-key}, {@code missing-key} or {@code not-a-set} before the array is merged as one value.
 * Scripts: {@code line-merge}, {@code line-merge-unparsed} where a judge of syntax was of no use, {@code renamed}.
 *
 * @param path where; in a script set the file's path
 * @param won whose value was taken
 * @param rule why
 * @param base the base's value, {@code MissingNode} if it has none; likewise the other two
 * @param local the local value
 * @param remote the remote value
 */
public record Explanation(MergePath path, Side won, String rule, JsonNode base, JsonNode local, JsonNode remote) {

    /** The explanation in words for people: {@code props.color: local, since only the files changed it}. */
    public String sentence() {
        return Sentences.OF_A_PROJECT.of(this);
    }

    /** The same with other names for the sides, such as {@code ours} and {@code theirs}. */
    public String sentence(String localName, String remoteName) {
        return new Sentences(localName, remoteName).of(this);
    }

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
