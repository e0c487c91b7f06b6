package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** One line merge under way: copies the common lines and puts the hunks between them. */
final class LineMerge {
    private final TextLines base;
    private final TextLines local;
    private final TextLines remote;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** The end still owed to the line written last, if the text stops there. */
    private LineEnd owed = LineEnd.NONE;
    /** The same if another line follows: one that was the last of its version, without an end, needs one now. */
    private LineEnd owedIfFollowed = LineEnd.NONE;

    private int conflicts;

    LineMerge(TextLines base, TextLines local, TextLines remote) {
        this.base = base;
        this.local = local;
        this.remote = remote;
    }

    /** Merges hunk by hunk. */
    TextMergeResult merge() {
        RawText common = base.comparable();
        return merge(Hunk.of(diff(common, local), diff(common, remote)));
    }

    /** Takes everything between the first and the last line that differ as one hunk, both sides' doing. */
    TextMergeResult mergeAsOne() {
        int shortest = Math.min(base.size(), Math.min(local.size(), remote.size()));
        int head = 0;
        while (head < shortest && sameTextEverywhere(head, head, head)) {
            head++;
        }
        int baseEnd = base.size();
        int localEnd = local.size();
        int remoteEnd = remote.size();
        while (Math.min(baseEnd, Math.min(localEnd, remoteEnd)) > head
                && sameTextEverywhere(baseEnd - 1, localEnd - 1, remoteEnd - 1)) {
            baseEnd--;
            localEnd--;
            remoteEnd--;
        }
        return merge(List.of(new Hunk(head, baseEnd, head, localEnd, head, remoteEnd, true, true)));
    }

    private boolean sameTextEverywhere(int baseLine, int localLine, int remoteLine) {
        return base.sameText(baseLine, local, localLine) && base.sameText(baseLine, remote, remoteLine);
    }

    private TextMergeResult merge(List<Hunk> hunks) {
        if (mergedMark()) {
            TextLines.writeMark(out);
        }
        int line = 0;
        int localShift = 0;
        int remoteShift = 0;
        for (Hunk hunk : hunks) {
            copyUnchanged(line, hunk.baseStart(), localShift, remoteShift);
            write(hunk);
            line = hunk.baseEnd();
            localShift = hunk.localEnd() - line;
            remoteShift = hunk.remoteEnd() - line;
        }
        copyUnchanged(line, base.size(), localShift, remoteShift);
        out.writeBytes(owed.bytes());
        return new TextMergeResult(out.toByteArray(), conflicts, false);
    }

    private boolean mergedMark() {
        return base.marked() == local.marked() ? remote.marked() : local.marked();
    }

    private static EditList diff(RawText base, TextLines side) {
        return new HistogramDiff().diff(RawTextComparator.DEFAULT, base, side.comparable());
    }

    private void copyUnchanged(int from, int to, int localShift, int remoteShift) {
        for (int i = from; i < to; i++) {
            begin();
            base.writeText(i, out);
            LineEnd localEnd = local.end(i + localShift);
            LineEnd remoteEnd = remote.end(i + remoteShift);
            owed = LineEnd.merge(base.end(i), localEnd, remoteEnd);
            owedIfFollowed = LineEnd.firstOf(owed, base.end(i), localEnd, remoteEnd);
        }
    }

    private void write(Hunk hunk) {
        if (!hunk.byRemote()) {
            copy(local, hunk.localStart(), hunk.localEnd());
        } else if (!hunk.byLocal()) {
            copy(remote, hunk.remoteStart(), hunk.remoteEnd());
        } else if (sameText(hunk)) {
            copySameText(hunk);
        } else {
            conflicts++;
            marker("<<<<<<< local");
            copy(local, hunk.localStart(), hunk.localEnd());
            marker("||||||| base");
            copy(base, hunk.baseStart(), hunk.baseEnd());
            marker("=======");
            copy(remote, hunk.remoteStart(), hunk.remoteEnd());
            marker(">>>>>>> remote");
        }
    }

    private boolean sameText(Hunk hunk) {
        int length = hunk.localEnd() - hunk.localStart();
        if (hunk.remoteEnd() - hunk.remoteStart() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!local.sameText(hunk.localStart() + i, remote, hunk.remoteStart() + i)) {
                return false;
            }
        }
        return true;
    }

    private void copySameText(Hunk hunk) {
        for (int i = 0; i < hunk.localEnd() - hunk.localStart(); i++) {
            begin();
            local.writeText(hunk.localStart() + i, out);
            // Both wrote this line, so the base has no end for it but its habit.
            owe(LineEnd.merge(base.style(), local.end(hunk.localStart() + i), remote.end(hunk.remoteStart() + i)));
        }
    }

    private void copy(TextLines lines, int from, int to) {
        for (int i = from; i < to; i++) {
            begin();
            lines.writeText(i, out);
            owe(lines.end(i));
        }
    }

    private void marker(String text) {
        begin();
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        owe(local.style());
    }

    private void owe(LineEnd end) {
        owed = end;
        owedIfFollowed = LineEnd.firstOf(end, local.style());
    }

    private void begin() {
        out.writeBytes(owedIfFollowed.bytes());
    }
}
