package dev.lobbysync.merge;

import dev.lobbysync.merge.TextMergeResult.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides hunk by hunk what a line merge does; {@link LineWriter} writes it down. */
final class LineMerge {
    private final TextLines base;
    private final TextLines local;
    private final TextLines remote;
    private final List<Hunk> hunks;

    private LineMerge(TextLines base, TextLines local, TextLines remote, List<Hunk> hunks) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.hunks = hunks;
    }

    /** A merge by what a diff finds. */
    static LineMerge byDiff(TextLines base, TextLines local, TextLines remote, TextMerge.Imports imports) {
        List<Hunk> decided = new ArrayList<>();
        for (Hunk hunk : Hunk.of(LineTexts.diff(base, local), LineTexts.diff(base, remote))) {
            decide(hunk, local, remote, imports, decided);
        }
        return new LineMerge(base, local, remote, decided);
    }

    /** A merge that takes everything between the first and the last line that differ as one hunk, both sides' doing. */
    static LineMerge asOne(TextLines base, TextLines local, TextLines remote) {
        int shortest = Math.min(base.size(), Math.min(local.size(), remote.size()));
        int head = 0;
        while (head < shortest && sameText(base, head, local, head, remote, head)) {
            head++;
        }
        int baseEnd = base.size();
        int localEnd = local.size();
        int remoteEnd = remote.size();
        while (Math.min(baseEnd, Math.min(localEnd, remoteEnd)) > head
                && sameText(base, baseEnd - 1, local, localEnd - 1, remote, remoteEnd - 1)) {
            baseEnd--;
            localEnd--;
            remoteEnd--;
        }
        List<Hunk> decided = new ArrayList<>();
        Hunk whole = new Hunk(head, baseEnd, head, localEnd, head, remoteEnd, Change.CONFLICT);
        decide(whole, local, remote, TextMerge.Imports.ORDERED, decided);
        return new LineMerge(base, local, remote, decided);
    }

    private static boolean sameText(
            TextLines base, int baseLine, TextLines local, int localLine, TextLines remote, int remoteLine) {
        return base.sameText(baseLine, local, localLine) && base.sameText(baseLine, remote, remoteLine);
    }

    private static void decide(
            Hunk hunk, TextLines local, TextLines remote, TextMerge.Imports imports, List<Hunk> decided) {
        if (hunk.change() != Change.CONFLICT) {
            decided.add(hunk);
            return;
        }
        int shorter = Math.min(hunk.localLength(), hunk.remoteLength());
        int head = 0;
        while (head < shorter && local.sameText(hunk.localStart() + head, remote, hunk.remoteStart() + head)) {
            head++;
        }
        if (head == hunk.localLength() && head == hunk.remoteLength()) {
            decided.add(hunk.with(Change.BOTH));
            return;
        }
        if (imports == TextMerge.Imports.UNION && ImportUnion.of(hunk, local, remote) != null) {
            decided.add(hunk.with(Change.COMBINED));
            return;
        }
        int tail = 0;
        while (tail < shorter - head
                && local.sameText(hunk.localEnd() - 1 - tail, remote, hunk.remoteEnd() - 1 - tail)) {
            tail++;
        }
        decided.addAll(hunk.trimmed(head, tail));
    }

    TextMergeResult result() {
        int conflicts = (int)
                hunks.stream().filter(hunk -> hunk.change() == Change.CONFLICT).count();
        return new TextMergeResult(write(), conflicts, false, this::regions);
    }

    /** Whether all lines that end do so alike, so that only the last line of a text may have another end. */
    private boolean endsAlike() {
        return base.onlyEnd() != null && base.onlyEnd() == local.onlyEnd() && base.onlyEnd() == remote.onlyEnd();
    }

    /** Whether it is certain without a try that a clean result merged again gives itself. */
    boolean isProvablySettled() {
        return endsAlike() && ReplayProof.holds(base, local, remote, hunks);
    }

    byte[] write() {
        LineWriter out = new LineWriter(local.style(), Math.max(local.bytes().length, remote.bytes().length));
        if (base.marked() == local.marked() ? remote.marked() : local.marked()) {
            out.mark();
        }
        int line = 0;
        int localShift = 0;
        int remoteShift = 0;
        boolean alike = endsAlike();
        for (Hunk hunk : hunks) {
            copyUnchanged(line, hunk.baseStart(), localShift, remoteShift, alike, out);
            write(hunk, out);
            line = hunk.baseEnd();
            localShift = hunk.localEnd() - line;
            remoteShift = hunk.remoteEnd() - line;
        }
        copyUnchanged(line, base.size(), localShift, remoteShift, alike, out);
        return out.finish();
    }

    private void copyUnchanged(int from, int to, int localShift, int remoteShift, boolean alike, LineWriter out) {
        int rest = alike ? Math.max(from, to - 1) : from;
        out.lines(base, from, rest);
        for (int i = rest; i < to; i++) {
            out.line(base, i, base.end(i), local.end(i + localShift), remote.end(i + remoteShift));
        }
    }

    private void write(Hunk hunk, LineWriter out) {
        switch (hunk.change()) {
            case UNCHANGED -> out.lines(base, hunk.baseStart(), hunk.baseEnd());
            case LOCAL -> out.lines(local, hunk.localStart(), hunk.localEnd());
            case REMOTE -> out.lines(remote, hunk.remoteStart(), hunk.remoteEnd());
            case BOTH -> {
                for (int i = 0; i < hunk.localLength(); i++) {
                    writeShared(hunk.localStart() + i, hunk.remoteStart() + i, out);
                }
            }
            case COMBINED -> union(hunk).forEach(line -> write(line, out));
            case CONFLICT -> {
                out.marker("<<<<<<< local");
                out.lines(local, hunk.localStart(), hunk.localEnd());
                out.marker("||||||| base");
                out.lines(base, hunk.baseStart(), hunk.baseEnd());
                out.marker("=======");
                out.lines(remote, hunk.remoteStart(), hunk.remoteEnd());
                out.marker(">>>>>>> remote");
            }
        }
    }

    /** Both wrote this line, so the base has no end for it but its habit. */
    private void writeShared(int localLine, int remoteLine, LineWriter out) {
        LineEnd end = LineEnd.merge(base.style(), local.end(localLine), remote.end(remoteLine));
        out.line(local, localLine, end);
    }

    private void write(ImportUnion.Line line, LineWriter out) {
        if (line.local() < 0) {
            out.lines(remote, line.remote(), line.remote() + 1);
        } else if (line.remote() < 0) {
            out.lines(local, line.local(), line.local() + 1);
        } else {
            writeShared(line.local(), line.remote(), out);
        }
    }

    private List<ImportUnion.Line> union(Hunk hunk) {
        @Nullable List<ImportUnion.Line> union = ImportUnion.of(hunk, local, remote);
        return union == null ? List.of() : union;
    }

    /** The whole of the three texts, in runs. */
    List<TextMergeResult.Region> regions() {
        List<TextMergeResult.Region> regions = new ArrayList<>();
        int line = 0;
        int localShift = 0;
        int remoteShift = 0;
        for (Hunk hunk : hunks) {
            addUnchanged(line, hunk.baseStart(), localShift, remoteShift, regions);
            regions.add(region(hunk));
            line = hunk.baseEnd();
            localShift = hunk.localEnd() - line;
            remoteShift = hunk.remoteEnd() - line;
        }
        addUnchanged(line, base.size(), localShift, remoteShift, regions);
        return List.copyOf(regions);
    }

    private void addUnchanged(int from, int to, int localShift, int remoteShift, List<TextMergeResult.Region> regions) {
        if (from < to) {
            regions.add(region(new Hunk(
                    from,
                    to,
                    from + localShift,
                    to + localShift,
                    from + remoteShift,
                    to + remoteShift,
                    Change.UNCHANGED)));
        }
    }

    private TextMergeResult.Region region(Hunk hunk) {
        List<String> baseTexts = base.texts(hunk.baseStart(), hunk.baseEnd());
        List<String> localTexts = local.texts(hunk.localStart(), hunk.localEnd());
        List<String> remoteTexts = remote.texts(hunk.remoteStart(), hunk.remoteEnd());
        return new TextMergeResult.Region(
                hunk.change(),
                new TextMergeResult.Lines(hunk.baseStart() + 1, baseTexts),
                new TextMergeResult.Lines(hunk.localStart() + 1, localTexts),
                new TextMergeResult.Lines(hunk.remoteStart() + 1, remoteTexts),
                switch (hunk.change()) {
                    case UNCHANGED -> baseTexts;
                    case LOCAL, BOTH -> localTexts;
                    case REMOTE -> remoteTexts;
                    case COMBINED ->
                        union(hunk).stream()
                                .map(line -> line.local() < 0 ? remote.text(line.remote()) : local.text(line.local()))
                                .toList();
                    case CONFLICT -> List.of();
                });
    }
}
