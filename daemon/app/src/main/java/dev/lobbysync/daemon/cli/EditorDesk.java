package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Merging in the person's editor. What they write lies in files beside the artifact and stays there until it is taken
 * over: of a script the merged text itself, of the document {@code document.jsonc}.
 */
final class EditorDesk implements HandMerge.Desk {
    private final CommandContext context;
    private final LobbyFiles files;
    private final ConflictArtifact conflict;
    private final TextTool tool;
    private final String editor;

    EditorDesk(CommandContext context, LobbyFiles files, ConflictArtifact conflict, TextTool tool) throws IOException {
        this.context = context;
        this.files = files;
        this.conflict = conflict;
        this.tool = tool;
        this.editor = tool.editor();
    }

    /** Reads what was edited, and complains if it cannot be taken. */
    private interface Reading<T> {
        T read(byte[] text) throws IOException;
    }

    @Override
    public void script(String path) throws IOException {
        Path file = files.script(conflict, path, "merged");
        EditedScript edited = new EditedScript(files, conflict, path);
        if (!Files.exists(file)) {
            throw HandMerge.undone(file + " is missing; use: " + edited.takeASide());
        }
        byte[] before = Files.readAllBytes(file);
        if (ScriptText.isBinary(before)) {
            throw HandMerge.undone(path + " is no text; use: " + edited.takeASide());
        }
        until(file, text -> {
            if (new String(text, StandardCharsets.UTF_8).isBlank()) {
                Files.write(file, before);
                throw HandMerge.undone(file.getFileName()
                        + ": it is empty, so nothing was resolved and it is as it was."
                        + " To take a side as it is, use: " + edited.takeASide());
            }
            return edited.requireMerged(text);
        });
    }

    @Override
    public ObjectNode document(MarkedDocument document) throws IOException {
        Path file = files.document(conflict);
        Files.createDirectories(files.beside(conflict));
        if (!isOf(document, file)) {
            setAside(file);
            Files.writeString(file, document.text());
        }
        return until(file, text -> {
            if (new String(text, StandardCharsets.UTF_8).isBlank()) {
                Files.delete(file);
                throw HandMerge.undone("the document is empty; nothing was resolved");
            }
            return document.read(new String(text, StandardCharsets.UTF_8));
        });
    }

    /** Whether what lies there was begun for this very conflict, and waits to be gone on with. */
    private static boolean isOf(MarkedDocument document, Path file) throws IOException {
        return Files.exists(file)
                && Files.readString(file).lines().findFirst().orElse("").equals(document.firstLine());
    }

    private static void setAside(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        int n = 1;
        Path old = file.resolveSibling(file.getFileName() + ".old-" + n);
        while (Files.exists(old)) {
            n++;
            old = file.resolveSibling(file.getFileName() + ".old-" + n);
        }
        Files.move(file, old);
    }

    /** Opens the file again and again until it can be read, or the person has enough of it. */
    private <T> T until(Path file, Reading<T> reading) throws IOException {
        while (true) {
            tool.edit(editor, file);
            try {
                return reading.read(Files.readAllBytes(file));
            } catch (NoSuchFileException e) {
                throw HandMerge.undone(file + " is gone; nothing was resolved");
            } catch (IOException e) {
                String complaint = file.getFileName() + ": " + e.getMessage();
                Terminal terminal = context.terminal();
                boolean again = terminal.canAsk()
                        && !terminal.ask(complaint + ". Edit it again? Y/n")
                                .orElse("n")
                                .toLowerCase(Locale.ROOT)
                                .startsWith("n");
                if (!again) {
                    throw HandMerge.undone(complaint + ". Nothing was resolved; what you wrote is in " + file
                            + ", go on with it by the same command");
                }
            }
        }
    }

    @Override
    public void done() throws IOException {
        Files.deleteIfExists(files.document(conflict));
        Path beside = files.beside(conflict);
        if (Files.isDirectory(beside) && isEmpty(beside)) {
            Files.delete(beside);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
