package dev.lobbysync.merge;

import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.SequenceComparator;

/** Compares lines by their text, whatever their ends are, for jgit's diff. */
final class LineTexts extends SequenceComparator<TextLines> {
    private static final LineTexts COMPARATOR = new LineTexts();

    private LineTexts() {}

    /** The edits that lead from one text to the other. */
    static EditList diff(TextLines from, TextLines to) {
        return new HistogramDiff().diff(COMPARATOR, from, to);
    }

    @Override
    public boolean equals(TextLines a, int line, TextLines b, int otherLine) {
        return a.sameText(line, b, otherLine);
    }

    @Override
    public int hash(TextLines text, int line) {
        return text.hash(line);
    }

    /**
     * As inherited, but without looking at what is known to be the same. All of the two texts, which is what jgit asks
     * for.
     */
    @Override
    public Edit reduceCommonStartEnd(TextLines a, TextLines b, Edit all) {
        int shorter = Math.min(a.size(), b.size());
        int head = b.head(a);
        // On to the first other text: lines that differ in their ends only might go on to where the ends of both begin.
        while (head < shorter && a.sameText(head, b, head)) {
            head++;
        }
        int tail = Math.min(b.tail(a), shorter - head);
        return super.reduceCommonStartEnd(a, b, new Edit(head, a.size() - tail, head, b.size() - tail));
    }
}
