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

    /** As inherited, but the common beginning and end are skipped by bytes first. */
    @Override
    public Edit reduceCommonStartEnd(TextLines a, TextLines b, Edit all) {
        int head = a.sameBytesFrom(all.getBeginA(), all.getEndA(), b, all.getBeginB(), all.getEndB());
        int beginA = all.getBeginA() + head;
        int beginB = all.getBeginB() + head;
        int tail = a.sameBytesBefore(beginA, all.getEndA(), b, beginB, all.getEndB());
        return super.reduceCommonStartEnd(a, b, new Edit(beginA, all.getEndA() - tail, beginB, all.getEndB() - tail));
    }
}
