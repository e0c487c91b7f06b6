package dev.lobbysync.merge;

import dev.lobbysync.merge.TextMergeResult.Change;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;

/**
 * A run of base lines that at least one side changed, and what stands there on each side. Line numbers count from 0, the
 * ends are exclusive, and any of the three runs may be empty.
 *
 * <p>Edits that overlap or touch are one hunk. jgit's own {@code MergeAlgorithm} reports texts without telling which line
 * of each side an unchanged base line stands for; line ends are merged per line and need that, so that only its diff is
 * used.
 */
record Hunk(int baseStart, int baseEnd, int localStart, int localEnd, int remoteStart, int remoteEnd, Change change) {

    /**
     * The hunks of a merge, in order, from the edits that lead from the base to either side. Where both sides have edits
     * the change is a conflict until somebody looked closer.
     */
    static List<Hunk> of(EditList local, EditList remote) {
        List<Hunk> hunks = new ArrayList<>();
        int nextLocal = 0;
        int nextRemote = 0;
        int localShift = 0;
        int remoteShift = 0;
        while (nextLocal < local.size() || nextRemote < remote.size()) {
            int start = Math.min(startOf(local, nextLocal), startOf(remote, nextRemote));
            int end = start;
            int localShiftBefore = localShift;
            int remoteShiftBefore = remoteShift;
            int firstLocal = nextLocal;
            int firstRemote = nextRemote;
            boolean grown = true;
            while (grown) {
                grown = false;
                if (startOf(local, nextLocal) <= end) {
                    Edit edit = local.get(nextLocal++);
                    end = Math.max(end, edit.getEndA());
                    localShift = edit.getEndB() - edit.getEndA();
                    grown = true;
                }
                if (startOf(remote, nextRemote) <= end) {
                    Edit edit = remote.get(nextRemote++);
                    end = Math.max(end, edit.getEndA());
                    remoteShift = edit.getEndB() - edit.getEndA();
                    grown = true;
                }
            }
            hunks.add(new Hunk(
                    start,
                    end,
                    start + localShiftBefore,
                    end + localShift,
                    start + remoteShiftBefore,
                    end + remoteShift,
                    by(nextLocal > firstLocal, nextRemote > firstRemote)));
        }
        return hunks;
    }

    private static Change by(boolean local, boolean remote) {
        if (local && remote) {
            return Change.CONFLICT;
        }
        return local ? Change.LOCAL : Change.REMOTE;
    }

    private static int startOf(EditList edits, int index) {
        return index < edits.size() ? edits.get(index).getBeginA() : Integer.MAX_VALUE;
    }

    Hunk with(Change other) {
        return new Hunk(baseStart, baseEnd, localStart, localEnd, remoteStart, remoteEnd, other);
    }

    int localLength() {
        return localEnd - localStart;
    }

    int remoteLength() {
        return remoteEnd - remoteStart;
    }

    /** Whether both sides wrote lines at a place where the base has none. */
    boolean isTwoAdditions() {
        return baseStart == baseEnd && localLength() > 0 && remoteLength() > 0;
    }

    /**
     * This conflict without the lines at its beginning and its end that both sides wrote alike: those stand before and
     * after it as a change of both.
     *
     * @param head how many at the beginning
     * @param tail how many at the end
     */
    List<Hunk> trimmed(int head, int tail) {
        List<Hunk> parts = new ArrayList<>();
        if (head > 0) {
            parts.add(new Hunk(
                    baseStart, baseStart, localStart, localStart + head, remoteStart, remoteStart + head, Change.BOTH));
        }
        parts.add(new Hunk(
                baseStart, baseEnd, localStart + head, localEnd - tail, remoteStart + head, remoteEnd - tail, change));
        if (tail > 0) {
            parts.add(new Hunk(baseEnd, baseEnd, localEnd - tail, localEnd, remoteEnd - tail, remoteEnd, Change.BOTH));
        }
        return parts;
    }
}
