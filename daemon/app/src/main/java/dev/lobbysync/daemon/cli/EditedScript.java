package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.syntax.EcmaScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A script of a conflict that a person has merged by hand, and whether it may be taken. */
final class EditedScript {
    private final LobbyFiles files;
    private final ConflictArtifact conflict;
    private final String path;
    private final EcmaScript syntax = new EcmaScript();

    EditedScript(LobbyFiles files, ConflictArtifact conflict, String path) {
        this.files = files;
        this.conflict = conflict;
        this.path = path;
    }

    /** What to type to take a side instead. */
    String takeASide() {
        return "gamedev sync resolve " + conflict.id() + " --field " + path + " --use local|remote";
    }

    /**
     * Returns the text if it holds no markers, and can be parsed if both sides can.
     *
     * @throws IOException with what is wrong, and where
     */
    byte[] requireMerged(byte[] text) throws IOException {
        ScriptText.requireMerged(text);
        Optional<String> complaint = syntax.complaint(path, text);
        if (complaint.isPresent() && parses("local") && parses("remote")) {
            throw new IOException("it cannot be parsed, though both sides can: " + complaint.get()
                    + ". To take it all the same: gamedev sync resolve " + conflict.id() + " --field " + path
                    + " --use merged");
        }
        return text;
    }

    private boolean parses(String side) throws IOException {
        Path file = files.script(conflict, path, side);
        return Files.exists(file)
                && syntax.complaint(path, Files.readAllBytes(file)).isEmpty();
    }
}
