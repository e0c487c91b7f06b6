package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One place that a person has to decide (ENGINE S7). The three values are complete, so that none of them has to be looked
 * up elsewhere; {@code MissingNode} stands for "not there". In a script set the path is the file's and the values are
 * the hashes of its contents.
 *
 * @param path where, the smallest node that holds the disagreement
 * @param base what both sides last agreed on
 * @param local what the files say
 * @param remote what the runtime says
 * @param kind what the sides did
 * @param rule the rule that made it a conflict, a stable word such as {@code edit-against-delete}; for
 *     {@link Kind#INVALID} the validator's complaint, of a script {@code unparsable}
 */
public record MergeConflict(MergePath path, JsonNode base, JsonNode local, JsonNode remote, Kind kind, String rule) {

    /**
     * The conflict in words for people, with the values if they are short: {@code props.color: both sides changed it, the
     * files to "blue", the world to "green"; it was "red"}.
     */
    public String sentence() {
        return Sentences.OF_A_PROJECT.of(this);
    }

    /** The same with other names for the sides, such as {@code ours} and {@code theirs}. */
    public String sentence(String localName, String remoteName) {
        return new Sentences(localName, remoteName).of(this);
    }

    /** What the two sides did that a merge cannot combine. */
    public enum Kind {
        /** Both changed the value, differently. */
        BOTH_CHANGED,
        /** Both added a value that the base does not have, differently. */
        BOTH_ADDED,
        /** One side replaced an object by something else, or the reverse, and the other changed it too (ENGINE S2). */
        TYPE_CHANGED,
        /** Local deleted what remote edited (ENGINE S4). */
        LOCAL_DELETED,
        /** Remote deleted what local edited (ENGINE S4). */
        REMOTE_DELETED,
        /**
         * Both put the elements of an array that is merged by key in another order (ENGINE S3). Everything else about
         * them is merged, or a conflict of its own; {@link MergeResult#value} has them in local's order.
         */
        ORDER,
        /** The merge was clean, but its result is not a valid document (ENGINE S6). */
        INVALID;

        /** Whether one side deleted what the other edited; no policy ever decides such a conflict. */
        public boolean isDeletion() {
            return this == LOCAL_DELETED || this == REMOTE_DELETED;
        }

        /** The same conflict as seen with local and remote swapped. */
        public Kind swapped() {
            return switch (this) {
                case LOCAL_DELETED -> REMOTE_DELETED;
                case REMOTE_DELETED -> LOCAL_DELETED;
                case BOTH_CHANGED, BOTH_ADDED, TYPE_CHANGED, ORDER, INVALID -> this;
            };
        }
    }
}
