package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.merge.ArrayStrategy;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the path of a file says about its content (PROTOCOL 7.1, 7.2, 7.4).
 *
 * @param kind of file
 * @param project the root of the project that it belongs to
 */
record FileShape(Kind kind, Path project) {
    /** The rows of a {@link Kind#WORLD}. */
    static final MergePath ROWS = MergePath.of("entities");

    private static final Set<String> BOOKKEEPING =
            Set.of("uid", "version", "updatedAt", "updatedBy", "updateSource", "lastOpId");
    private static final Pattern WORLD = Pattern.compile("(.*/)?world\\.json");
    private static final Pattern BLUEPRINT =
            Pattern.compile("(.*/)?apps/[^/]+/(?!(?:package|[tj]sconfig)\\.json$)[^/]+");
    private static final int DEEPEST = 16;

    /** Kinds of files. */
    enum Kind {
        WORLD,
        BLUEPRINT,
        /** Any other JSON file. */
        JSON,
        TEXT
    }

    /**
     * The shape of a file.
     *
     * @param worktree the root that the path is relative to
     */
    static FileShape of(Path worktree, String path) {
        if (!path.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return new FileShape(Kind.TEXT, worktree);
        }
        Matcher blueprint = BLUEPRINT.matcher(path);
        if (blueprint.matches()) {
            return new FileShape(Kind.BLUEPRINT, root(worktree, blueprint));
        }
        Matcher world = WORLD.matcher(path);
        return world.matches() ? new FileShape(Kind.WORLD, root(worktree, world)) : new FileShape(Kind.JSON, worktree);
    }

    private static Path root(Path worktree, Matcher path) {
        return path.group(1) == null ? worktree : worktree.resolve(path.group(1));
    }

    /**
     * How such a file is merged. Between two branches no side owns anything.
     *
     * @param policy of the project
     */
    MergePolicy policy(SyncPolicy policy) {
        return switch (kind) {
            case WORLD ->
                MergePolicy.SHARED
                        .with(ROWS, ArrayStrategy.keyed("id"))
                        .with(ROWS.elements(), policy.of(ObjectKind.ENTITY).withoutOwners())
                        .with(
                                MergePath.of("settings"),
                                policy.of(ObjectKind.SETTINGS).withoutOwners())
                        .with(MergePath.of("spawn"), policy.of(ObjectKind.SPAWN).withoutOwners());
            case BLUEPRINT -> policy.of(ObjectKind.BLUEPRINT).withoutOwners();
            case JSON, TEXT -> MergePolicy.SHARED;
        };
    }

    /**
     * Its top-level members outside the merge (ENGINE S11): where the sides differ, the local one stays.
     *
     * @param file the file in the working tree
     */
    Set<String> bookkeeping(Path file) throws IOException {
        if (kind != Kind.BLUEPRINT) {
            return Set.of();
        }
        Set<String> members = new HashSet<>(BOOKKEEPING);
        if (hasScripts(file.resolveSibling(""))) {
            // Only informational then (PROTOCOL 7.2): what counts is the script files, which git merges.
            members.add("script");
        }
        return members;
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
