package dev.lobbysync.merge;

import java.util.List;
import java.util.function.Supplier;

/**
 * The outcome of a text merge (ENGINE S8). Immutable: the merged bytes are copied out, and nobody else has them.
 *
 * <p>Read it in this order: {@link #clean()}, then {@link #merged()} is the new text. Otherwise {@link #merged()} is the
 * text with markers around each conflict, or, if {@link #atomic()}, local's bytes unchanged, since markers cannot be
 * written into what is no text. {@link #regions()} is the same as data, for a view that shows three columns:
 *
 * <pre>{@code
 * for (TextMergeResult.Region region : result.regions()) {
 *     if (region.change() == TextMergeResult.Change.CONFLICT) {
 *         ask(region.base().text(), region.local().text(), region.remote().text());
 *     } else {
 *         show(region.merged());
 *     }
 * }
 * }</pre>
 */
public final class TextMergeResult {
    private final byte[] merged;
    private final int conflicts;
    private final boolean atomic;
    private final Supplier<List<Region>> regions;

    /** @param merged the bytes, from now on unchanged */
    TextMergeResult(byte[] merged, int conflicts, boolean atomic, Supplier<List<Region>> regions) {
        this.merged = merged;
        this.conflicts = conflicts;
        this.atomic = atomic;
        this.regions = regions;
    }

    /** Who changed a run of lines. */
    public enum Change {
        /** Nobody. */
        UNCHANGED,
        /** Local alone. */
        LOCAL,
        /** Remote alone. */
        REMOTE,
        /** Both, in the same way. */
        BOTH,
        /** Both added imports, and all of them are taken ({@link TextMerge.Imports#UNION}). */
        COMBINED,
        /** Both, differently: a person decides. */
        CONFLICT
    }

    /**
     * A run of lines in one version.
     *
     * @param first the number of the first line, counted from 1; of an empty run that of the line before which it stands
     * @param text the lines without their ends
     */
    public record Lines(int first, List<String> text) {
        public Lines {
            text = List.copyOf(text);
        }
    }

    /**
     * A run of lines in the three versions, and what became of it. Line ends and byte order marks are not shown.
     *
     * @param change who changed it
     * @param base the base's lines; none where lines were only added
     * @param local the local lines
     * @param remote the remote lines
     * @param merged the lines of the result; none for a conflict
     */
    public record Region(Change change, Lines base, Lines local, Lines remote, List<String> merged) {
        public Region {
            merged = List.copyOf(merged);
        }
    }

    /** The merged bytes; with diff3 markers if there are conflicts in a text. */
    public byte[] merged() {
        return merged.clone();
    }

    /** The merged bytes themselves; leave them as they are. */
    byte[] bytes() {
        return merged;
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

    /**
     * The three texts in runs, from the first line to the last: put together, the runs of one version are that version.
     * Lines that both sides wrote alike around a conflict are a run of their own. Empty if a version is no text. Worked out
     * anew by each call, from the arrays that were merged.
     */
    public List<Region> regions() {
        return regions.get();
    }

    @Override
    public String toString() {
        return "TextMergeResult[" + merged.length + " bytes, " + conflicts + " conflicts"
                + (atomic ? ", atomic]" : "]");
    }
}
