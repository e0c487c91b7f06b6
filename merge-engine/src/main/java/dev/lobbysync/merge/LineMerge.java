package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
    /** The end still owed to the line written last; it depends on whether another line follows. */
    private LineEnd owed = LineEnd.NONE;

    private boolean started;
    private int conflicts;

    LineMerge(TextLines base, TextLines local, TextLines remote) {
        this.base = base;
        this.local = local;
        this.remote = remote;
    }

    TextMergeResult merge() {
        if (mergedMark()) {
            TextLines.writeMark(out);
        }
        RawText common = base.comparable();
        int line = 0;
        int localShift = 0;
        int remoteShift = 0;
        for (Hunk hunk : Hunk.of(diff(common, local), diff(common, remote))) {
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
            owed = LineEnd.merge(base.end(i), local.end(i + localShift), remote.end(i + remoteShift));
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
            owed = LineEnd.merge(base.style(), local.end(hunk.localStart() + i), remote.end(hunk.remoteStart() + i));
        }
    }

    private void copy(TextLines lines, int from, int to) {
        for (int i = from; i < to; i++) {
            begin();
            lines.writeText(i, out);
            owed = lines.end(i);
        }
    }

    private void marker(String text) {
        begin();
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        owed = local.style();
    }

    /** Ends the line before. One that was the last of its version, without an end, may have got a successor. */
    private void begin() {
        if (started) {
            out.writeBytes((owed == LineEnd.NONE ? local.style() : owed).bytes());
        }
        started = true;
    }
}
