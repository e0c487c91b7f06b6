package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.merge.TextMerge;
import dev.lobbysync.merge.TextMergeResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Merges a file line by line, as git does: what is left where versions cannot be merged by meaning. */
final class LinesOnly {
    private LinesOnly() {}

    static Merged merge(byte[] base, byte[] local, byte[] remote, Markers markers) {
        TextMergeResult result = TextMerge.merge(base, local, remote);
        if (result.atomic()) {
            return new Merged(result.merged(), false, List.of("it is binary: our version stays as it is"));
        }
        if (result.clean()) {
            return new Merged(result.merged(), true, List.of());
        }
        String text = new String(result.merged(), StandardCharsets.UTF_8);
        return new Merged(
                relabelled(text, markers).getBytes(StandardCharsets.UTF_8),
                false,
                List.of(result.conflicts() == 1 ? "1 conflict" : result.conflicts() + " conflicts"));
    }

    /** The markers of the engine as the caller wants them; lines like them inside the text stay. */
    private static String relabelled(String text, Markers markers) {
        List<Map.Entry<String, String>> cycle = List.of(
                Map.entry("<<<<<<< local", markers.beforeLocal()),
                Map.entry("||||||| base", markers.beforeBase()),
                Map.entry("=======", markers.beforeRemote()),
                Map.entry(">>>>>>> remote", markers.afterRemote()));
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (String line : text.split("(?<=\n)", -1)) {
            String bare = line.stripTrailing();
            if (bare.equals(cycle.get(next).getKey())) {
                out.append(cycle.get(next).getValue()).append(line.substring(bare.length()));
                next = (next + 1) % cycle.size();
            } else {
                out.append(line);
            }
        }
        return out.toString();
    }
}
