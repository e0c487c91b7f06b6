package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs with which a person edits texts: their editor, and the merge tool that git was told. */
final class TextTool {
    private final CommandContext context;
    private final Path project;

    TextTool(CommandContext context, Path project) {
        this.context = context;
        this.project = project;
    }

    /** The editor as git finds it: {@code VISUAL} and {@code EDITOR}, then {@code core.editor}, on a terminal vi. */
    String editor() throws IOException {
        Map<String, String> environment = context.environment();
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        String visual = environment.getOrDefault("VISUAL", "");
        String editor = environment.getOrDefault("EDITOR", "");
        Optional<String> configured = git().map(git -> git.get("core.editor"));
        if (!visual.isBlank() && (!dumb || editor.isBlank())) {
            return visual;
        }
        if (!editor.isBlank()) {
            return editor;
        }
        if (configured.isPresent()) {
            return configured.get();
        }
        if (!context.terminal().canAsk() || dumb) {
            throw new CommandFailed(ExitCodes.USAGE, "no editor is known; set EDITOR, or VISUAL");
        }
        return "vi";
    }

    /** The merge tool of {@code merge.tool}. */
    GitMergeTool mergeTool() throws IOException {
        GitSettings git = git().orElseThrow(() -> new CommandFailed(
                ExitCodes.USAGE, "git does not tell which merge tool to use; see: git config --list"));
        GitMergeTool tool = GitMergeTool.of(git)
                .orElseThrow(() -> new CommandFailed(
                        ExitCodes.USAGE, "git knows no merge tool; say which with: git config merge.tool NAME"));
        if (tool.command() == null) {
            throw new CommandFailed(
                    ExitCodes.USAGE,
                    "'" + tool.name() + "' is no merge tool that gamedev knows; say how to call it with: git config"
                            + " mergetool." + tool.name() + ".cmd COMMAND");
        }
        return tool;
    }

    private Optional<GitSettings> git() throws IOException {
        return GitSettings.of(project, context.environment());
    }

    /**
     * Opens a file in the editor and waits.
     *
     * @throws CommandFailed if the editor does not end well
     */
    void edit(String editor, Path file) throws IOException {
        int code = run(List.of("sh", "-c", editor + " \"$@\"", "editor", file.toString()), Map.of());
        if (code != 0) {
            throw HandMerge.undone("the editor (" + editor + ") ended with " + code + "; nothing was resolved. What you"
                    + " wrote is in " + file);
        }
    }

    /**
     * Runs a merge tool and waits.
     *
     * @return whether the merge succeeded, by the exit code if that can be trusted, else because the file has changed, else
     *     because the person says so
     */
    boolean merge(GitMergeTool tool, Path base, Path local, Path remote, Path merged) throws IOException {
        byte[] before = Files.readAllBytes(merged);
        int code = run(
                List.of("sh", "-c", String.valueOf(tool.command())),
                Map.of(
                        "BASE", base.toString(),
                        "LOCAL", local.toString(),
                        "REMOTE", remote.toString(),
                        "MERGED", merged.toString()));
        if (tool.trustExitCode()) {
            return code == 0;
        }
        if (code == NOT_FOUND || code == NOT_EXECUTABLE) {
            throw HandMerge.undone("the merge tool " + tool.name() + " cannot be run: " + tool.command());
        }
        if (Files.exists(merged) && !Arrays.equals(before, Files.readAllBytes(merged))) {
            return true;
        }
        if (!context.terminal().canAsk()) {
            return false;
        }
        String answer = context.terminal()
                .ask("The merge tool left " + merged.getFileName() + " as it was. Was the merge successful? y/N")
                .orElse("");
        return answer.toLowerCase(Locale.ROOT).startsWith("y");
    }

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private int run(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        @Nullable InterruptedException interrupted = null;
        while (true) {
            try {
                int code = process.waitFor();
                if (interrupted != null) {
                    Thread.currentThread().interrupt();
                }
                return code;
            } catch (InterruptedException e) {
                interrupted = e;
                process.destroy();
            }
        }
    }
}
