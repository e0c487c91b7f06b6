package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.daemon.jsontext.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the path of a file says about its content (PROTOCOL 7.1, 7.2, 7.4).
 *
 * @param json whether it is a JSON file at all
 * @param tables its lists of rows
 * @param bookkeeping its top-level members outside the merge (ENGINE S11): where the sides differ, the local one stays
 */
record FileShape(boolean json, List<JsonText.Table> tables, Set<String> bookkeeping) {
    private static final List<JsonText.Table> ROWS = List.of(new JsonText.Table("entities", "id"));
    private static final Set<String> BOOKKEEPING =
            Set.of("uid", "version", "updatedAt", "updatedBy", "updateSource", "lastOpId");
    private static final Pattern BLUEPRINT =
            Pattern.compile("(?:.*/)?apps/[^/]+/(?!(?:package|[tj]sconfig)\\.json$)[^/]+");
    private static final int DEEPEST = 16;

    /**
     * The shape of a file.
     *
     * @param worktree the root that the path is relative to
     */
    static FileShape of(Path worktree, String path) throws IOException {
        if (!path.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return new FileShape(false, List.of(), Set.of());
        }
        if (path.equals("world.json") || path.endsWith("/world.json")) {
            return new FileShape(true, ROWS, Set.of());
        }
        if (!BLUEPRINT.matcher(path).matches()) {
            return new FileShape(true, List.of(), Set.of());
        }
        Set<String> bookkeeping = new HashSet<>(BOOKKEEPING);
        if (hasScripts(worktree.resolve(path).resolveSibling(""))) {
            // Only informational then (PROTOCOL 7.2): what counts is the script files, which git merges.
            bookkeeping.add("script");
        }
        return new FileShape(true, List.of(), bookkeeping);
    }

    private static boolean hasScripts(Path app) throws IOException {
        if (!Files.isDirectory(app)) {
            return false;
        }
        try (Stream<Path> scripts = Files.find(
                app,
                DEEPEST,
                (file, attributes) -> attributes.isRegularFile()
                        && file.getFileName()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .matches(".*\\.[jt]s"))) {
            return scripts.map(app::relativize)
                    .anyMatch(script -> !script.startsWith("node_modules") && !script.startsWith(".git"));
        }
    }
}
