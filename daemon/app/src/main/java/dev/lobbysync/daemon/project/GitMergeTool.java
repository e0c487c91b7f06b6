package dev.lobbysync.daemon.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The merge tool that a person configured in git: {@code merge.tool}, {@code mergetool.<name>.cmd}, {@code .path} and
 * {@code .trustExitCode}, in the repository around the project or for the user.
 *
 * @param name as configured
 * @param command for a shell, with {@code BASE}, {@code LOCAL}, {@code REMOTE} and {@code MERGED} in its environment; null
 *     if git was told no command and the tool is none of the well-known ones
 * @param trustExitCode whether its exit code says if the merge succeeded
 */
public record GitMergeTool(String name, @Nullable String command, boolean trustExitCode) {
    private static final String SECTION = "mergetool";

    /**
     * Looks the tool up.
     *
     * @return empty if none is configured
     * @throws IOException if a configuration of git cannot be read
     */
    public static Optional<GitMergeTool> configured(Path project) throws IOException {
        return read(project, GitMergeTool::of);
    }

    /** {@code core.editor}, or empty. */
    public static Optional<String> editor(Path project) throws IOException {
        return read(project, config -> Optional.ofNullable(config.getString("core", null, "editor")));
    }

    private static <T> T read(Path project, Function<Config, T> question) throws IOException {
        QuietGitConfig.install();
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        builder.findGitDir(project.toFile());
        if (builder.getGitDir() != null) {
            try (Repository repository = builder.build()) {
                return question.apply(repository.getConfig());
            }
        }
        try {
            return question.apply(SystemReader.getInstance().getUserConfig());
        } catch (ConfigInvalidException e) {
            throw new IOException("the configuration of git is not valid: " + e.getMessage(), e);
        }
    }

    static Optional<GitMergeTool> of(Config config) {
        String name = config.getString("merge", null, "tool");
        if (name == null || name.isBlank()) {
            return Optional.empty();
        }
        String command = config.getString(SECTION, name, "cmd");
        Known known = known(name);
        String path = config.getString(SECTION, name, "path");
        boolean trusted = command == null && known != null && known.trusted;
        return Optional.of(new GitMergeTool(
                name,
                command != null ? command : known == null ? null : known.command(path),
                config.getBoolean(SECTION, name, "trustExitCode", trusted)));
    }

    /** A tool that git knows by itself, and how it is called. */
    private record Known(String program, String arguments, boolean trusted) {
        String command(@Nullable String path) {
            String called = path == null || path.isBlank() ? program : path;
            return "'" + called.replace("'", "'\\''") + "' " + arguments;
        }
    }

    private static @Nullable Known known(String name) {
        return switch (name) {
            case "vimdiff", "nvimdiff", "gvimdiff" ->
                new Known(
                        name.equals("vimdiff") ? "vim" : name.equals("nvimdiff") ? "nvim" : "gvim",
                        "-f -d -c '4wincmd w | wincmd J' \"$LOCAL\" \"$BASE\" \"$REMOTE\" \"$MERGED\"",
                        false);
            case "meld" -> new Known("meld", "--output=\"$MERGED\" \"$LOCAL\" \"$BASE\" \"$REMOTE\"", false);
            case "kdiff3" ->
                new Known(
                        "kdiff3",
                        "--auto --L1 base --L2 local --L3 remote -o \"$MERGED\" \"$BASE\" \"$LOCAL\" \"$REMOTE\"",
                        true);
            case "opendiff" ->
                new Known("opendiff", "\"$LOCAL\" \"$REMOTE\" -ancestor \"$BASE\" -merge \"$MERGED\" | cat", false);
            case "vscode", "code" ->
                new Known("code", "--wait --merge \"$REMOTE\" \"$LOCAL\" \"$BASE\" \"$MERGED\"", false);
            default -> null;
        };
    }
}
