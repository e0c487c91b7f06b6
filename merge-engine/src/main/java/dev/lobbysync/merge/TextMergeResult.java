package dev.lobbysync.merge;

/**
 * The outcome of a text merge (ENGINE S8). Immutable: the bytes are copied in and out.
 *
 * <p>Read it in this order: {@link #clean()}, then {@link #merged()} is the new text. Otherwise {@link #merged()} is the
 * text with markers around each conflict, or, if {@link #atomic()}, local's bytes unchanged, since markers cannot be
 * written into what is no text.
 */
public final class TextMergeResult {
    private final byte[] merged;
    private final int conflicts;
    private final boolean atomic;

    TextMergeResult(byte[] merged, int conflicts, boolean atomic) {
        this.merged = merged.clone();
        this.conflicts = conflicts;
        this.atomic = atomic;
    }

    /** The merged bytes; with diff3 markers if there are conflicts in a text. */
    public byte[] merged() {
        return merged.clone();
    }

    /** How many places a person has to decide; 1 for an atomic conflict. */
    public int conflicts() {
        return conflicts;
    }

    /** Whether a version is binary or no valid UTF-8, so that the versions could only be compared as a whole. */
    public boolean atomic() {
        return atomic;
    }

    /** Whether nothing is left to decide. */
    public boolean clean() {
        return conflicts == 0;
    }

    @Override
    public String toString() {
        return "TextMergeResult[" + merged.length + " bytes, " + conflicts + " conflicts"
                + (atomic ? ", atomic]" : "]");
    }
}
