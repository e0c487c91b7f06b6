package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.merge.TextMerge;
import dev.lobbysync.merge.TextMergeResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Merges a file line by line, as git does: what is left where versions cannot be merged by meaning. */
final class LinesOnly {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String[] lines;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private LinesOnly(byte[] merged) {
        lines = new String(merged, StandardCharsets.UTF_8).split("(?<=\n)", -1);
    }

    static Merged merge(byte[] base, byte[] local, byte[] remote, Markers markers) {
        TextMergeResult result = TextMerge.merge(base, local, remote);
        if (result.atomic()) {
            return new Merged(result.merged(), false, List.of("it is binary: our version stays as it is"));
        }
        if (result.clean()) {
            return new Merged(result.merged(), true, List.of());
        }
        return new Merged(
                new LinesOnly(result.merged()).relabelled(result.regions(), markers),
                false,
                List.of(result.conflicts() == 1 ? "1 conflict" : result.conflicts() + " conflicts"));
    }

    /** The markers of the engine as the caller wants them; lines like them inside the text stay. */
    private byte[] relabelled(List<TextMergeResult.Region> regions, Markers markers) {
        for (TextMergeResult.Region region : regions) {
            if (region.change() == TextMergeResult.Change.CONFLICT) {
                relabel(markers.beforeLocal());
                copy(region.local().text().size());
                relabel(markers.beforeBase());
                copy(region.base().text().size());
                relabel(markers.beforeRemote());
                copy(region.remote().text().size());
                relabel(markers.afterRemote());
            } else {
                copy(region.merged().size());
            }
        }
        copy(lines.length - at);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void copy(int count) {
        for (int end = at + count; at < end; at++) {
            out.append(lines[at]);
        }
    }

    private void relabel(String marker) {
        String line = lines[at++];
        out.append(line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "")
                .append(marker)
                .append(line.substring(line.stripTrailing().length()));
    }
}
