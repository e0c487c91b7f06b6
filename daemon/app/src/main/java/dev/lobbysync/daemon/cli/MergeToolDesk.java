package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Merging with the merge tool of git, which gets copies under names that end as the file does. Of the document it gets what
 * is merged already, with one side's values where the sides collide, so that it shows nothing but the conflict.
 */
final class MergeToolDesk implements HandMerge.Desk {
    private static final int LONGEST = 60;

    private final LobbyFiles files;
    private final ConflictArtifact conflict;
    private final TextTool tools;
    private final GitMergeTool tool;
    private final List<Path> scratch = new ArrayList<>();

    MergeToolDesk(LobbyFiles files, ConflictArtifact conflict, TextTool tools) throws IOException {
        this.files = files;
        this.conflict = conflict;
        this.tools = tools;
        this.tool = tools.mergeTool();
    }

    @Override
    public void script(String path) throws IOException {
        Path beside = files.script(conflict, path, "merged");
        byte[] merged = Files.readAllBytes(beside);
        Path result = merge(
                path.endsWith(".ts") ? "ts" : "js",
                path,
                Files.readAllBytes(files.script(conflict, path, "base")),
                Files.readAllBytes(files.script(conflict, path, "local")),
                Files.readAllBytes(files.script(conflict, path, "remote")),
                merged,
                text -> {
                    ScriptText.requireText(text);
                    // As git does it: what the tool left is kept, whether or not it is finished.
                    replace(beside, text);
                    new EditedScript(files, conflict, path).requireMerged(text);
                });
        scratch.add(result);
    }

    @Override
    public ObjectNode document(MarkedDocument document) throws IOException {
        List<ObjectNode> read = new ArrayList<>();
        Path result = merge(
                "json",
                conflict.key().toString(),
                utf8(document.side("base")),
                utf8(document.side("local")),
                utf8(document.side("remote")),
                utf8(document.marked()),
                text -> read.add(document.read(new String(text, StandardCharsets.UTF_8))));
        scratch.add(result);
        return read.get(0);
    }

    /** Takes what the tool made, or complains. */
    private interface Taking {
        void take(byte[] merged) throws IOException;
    }

    private Path merge(
            String extension, String name, byte[] base, byte[] local, byte[] remote, byte[] merged, Taking taking)
            throws IOException {
        Path directory = Files.createTempDirectory("gamedev-merge-");
        String stem = stem(name);
        Path result = put(directory, stem + "." + extension, merged);
        boolean successful = tools.merge(
                tool,
                put(directory, stem + "_BASE." + extension, base),
                put(directory, stem + "_LOCAL." + extension, local),
                put(directory, stem + "_REMOTE." + extension, remote),
                result);
        if (!Files.exists(result)) {
            throw HandMerge.undone(tool.name() + " removed " + result.getFileName()
                    + "; nothing was resolved. Its other files are in " + directory);
        }
        if (!successful) {
            throw HandMerge.undone(
                    tool.name() + " did not merge " + name + "; nothing was resolved. Its files are in " + directory);
        }
        try {
            taking.take(Files.readAllBytes(result));
        } catch (IOException e) {
            throw HandMerge.undone(name + " as " + tool.name() + " left it: " + e.getMessage()
                    + ". Nothing was resolved; it is in " + result);
        }
        return directory;
    }

    private static String stem(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        String plain = (dot > 0 ? last.substring(0, dot) : last).replaceAll("[^A-Za-z0-9_-]", "_");
        return plain.substring(0, Math.min(LONGEST, plain.length()));
    }

    private static Path put(Path directory, String name, byte[] text) throws IOException {
        return Files.write(directory.resolve(name), text);
    }

    private static void replace(Path file, byte[] text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void done() throws IOException {
        for (Path directory : scratch) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
