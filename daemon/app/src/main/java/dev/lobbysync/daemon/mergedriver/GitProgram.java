package dev.lobbysync.daemon.mergedriver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks git itself, so that what counts is what git goes by: its environment, linked worktrees, included files. */
public final class GitProgram {
    private static final List<String> ELSEWHERE =
            List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_CONFIG");

    private GitProgram() {}

    /**
     * Runs git and waits.
     *
     * @param environment all that git sees of one, except what would lead it to another repository
     * @return what it says, without space around it; empty if it ends with an error, or is not installed
     */
    public static Optional<String> ask(Path directory, Map<String, String> environment, String... words)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        // Inside a hook these name the repository that the hook is of; it is the directory's that is asked for.
        builder.environment().keySet().removeAll(ELSEWHERE);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            // There is no program of this name.
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while git was asked");
        } finally {
            process.destroy();
        }
    }
}
