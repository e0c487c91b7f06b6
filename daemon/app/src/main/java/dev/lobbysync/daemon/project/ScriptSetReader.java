package dev.lobbysync.daemon.project;

import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ScriptPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts together the script set of one app folder from the file table (PROTOCOL 7.3, items 37 and 48). */
final class ScriptSetReader {
    private final FileTable table;
    private final String directory;

    /** Keys that the base's set has: a declaration file or a module among them stays while its file exists. */
    private final Set<String> expected;

    private final Map<String, String> files = new TreeMap<>();
    private final Set<String> modules = new TreeSet<>();
    private ScriptSet.@Nullable Blocked blocked;

    private ScriptSetReader(FileTable table, String directory, Set<String> expected) {
        this.table = table;
        this.directory = directory;
        this.expected = expected;
    }

    /**
     * Reads the set of one app folder.
     *
     * @param entries candidates for the entry file, the best first
     * @param expected script paths that the set has in the base
     */
    static ScriptSet read(FileTable table, String app, List<String> entries, Set<String> expected) {
        ScriptSetReader reader = new ScriptSetReader(table, Layout.appPath(app), expected);
        return reader.read(entries);
    }

    private ScriptSet read(List<String> entries) {
        table.blocksBelow(directory).forEach((path, block) -> {
            if (block.hidesDirectory() || Layout.role(path) == Layout.Role.SCRIPT) {
                block(block.why(), path);
            }
        });
        Set<String> wanted = new LinkedHashSet<>();
        table.below(directory).forEach((path, fact) -> {
            if (fact.script() != null) {
                addAppFile(path, fact, wanted);
            }
        });
        if (files.isEmpty()) {
            return blocked == null ? new ScriptSet.None() : blocked;
        }
        List<String> own = List.copyOf(files.keySet());
        addModules(wanted);
        if (blocked != null) {
            return new ScriptSet.Blocked(blocked.problem(), blocked.path(), Set.copyOf(modules));
        }
        String entry = entry(entries, own);
        FileFact fact = entry == null ? null : table.fact(directory + "/" + entry);
        boolean module = fact != null && fact.script() != null && fact.script().defaultExport();
        return new ScriptSet.Ready(files, entry, module ? "module" : "legacy-body", Set.copyOf(modules));
    }

    private void addAppFile(String path, FileFact fact, Set<String> wanted) {
        String key = path.substring(directory.length() + 1);
        if (Layout.isDeclaration(key) && !expected.contains(key)) {
            return;
        }
        if (!ScriptPath.isValid(key)) {
            block(path + " has a name that the runtime refuses; rename it", path);
            return;
        }
        if (Layout.isModuleKey(key)) {
            String folder = key.substring(0, key.indexOf('/'));
            block(
                    path + " would be taken for a shared module; rename the folder " + folder
                            + " of the app or move it to " + Layout.SHARED + "/",
                    path);
            return;
        }
        take(key, path, fact);
        wanted.addAll(specifiers(path, fact));
    }

    private void addModules(Set<String> first) {
        Deque<String> queue = new ArrayDeque<>();
        first.forEach(specifier -> addTo(queue, specifier));
        for (String key : expected) {
            if (Layout.isModuleKey(key) && table.fact(Layout.scriptFile("", key)) != null) {
                addTo(queue, Layout.scriptFile("", key));
            }
        }
        while (!queue.isEmpty()) {
            String path = queue.remove();
            FileFact fact = table.fact(path);
            FileTable.Block block = table.blockage(path);
            if (block != null) {
                block(block.why(), path);
            } else if (fact == null || fact.script() == null || Layout.role(path) != Layout.Role.MODULE) {
                block(
                        directory + " imports @" + path + ", which does not exist; create " + path
                                + " or correct the import (it needs the file extension)",
                        path);
            } else if (!Layout.isDeclaration(path) || expected.contains(key(path))) {
                take(key(path), path, fact);
                specifiers(path, fact).forEach(specifier -> addTo(queue, specifier));
            }
        }
    }

    private void addTo(Deque<String> queue, String path) {
        if (modules.add(path)) {
            queue.add(path);
        }
    }

    /** The spelling that the set has in the base, else the canonical one. */
    private String key(String sharedPath) {
        return expected.contains(sharedPath) && !expected.contains("@" + sharedPath) ? sharedPath : "@" + sharedPath;
    }

    private void take(String key, String path, FileFact fact) {
        if (fact.script() != null && fact.script().conflictMarkers()) {
            block(path + " holds conflict markers (<<<<<<<); resolve them", path);
        } else if (fact.emptied()) {
            block(path + " has become empty; restore its content or delete it", path);
        } else if (fact.sha256() != null) {
            files.put(key, url(path, fact.sha256()));
        }
    }

    static String url(String path, String hash) {
        return AssetUrl.ofContent(hash, Layout.extension(path)).toString();
    }

    /** The files below {@code shared/} that a script imports. Relative imports count inside {@code shared/} only. */
    private static Set<String> specifiers(String path, FileFact fact) {
        Set<String> paths = new LinkedHashSet<>();
        if (fact.script() == null) {
            return paths;
        }
        boolean shared = path.startsWith(Layout.SHARED + "/");
        for (String specifier : fact.script().imports()) {
            if (Layout.isModuleKey(specifier)) {
                paths.add(normalise(Layout.scriptFile("", specifier)));
            } else if (shared && (specifier.startsWith("./") || specifier.startsWith("../"))) {
                paths.add(normalise(Layout.parent(path) + "/" + specifier));
            }
        }
        return paths;
    }

    private static String normalise(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return String.join("/", segments);
    }

    private static @Nullable String entry(List<String> candidates, List<String> own) {
        for (String candidate : candidates) {
            if (own.contains(candidate)) {
                return candidate;
            }
            String twin = candidate.endsWith(".js")
                    ? candidate.substring(0, candidate.length() - 3) + ".ts"
                    : candidate.replaceFirst("\\.ts$", ".js");
            if (own.contains(twin)) {
                return twin;
            }
        }
        if (own.contains("index.ts")) {
            return "index.ts";
        }
        if (own.contains("index.js")) {
            return "index.js";
        }
        return own.size() == 1 ? own.get(0) : null;
    }

    private void block(String problem, String path) {
        if (blocked == null) {
            blocked = new ScriptSet.Blocked(problem, path, Set.of());
        }
    }
}
