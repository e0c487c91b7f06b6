package dev.lobbysync.daemon.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The merge tool that a person configured in git: {@code merge.tool}, {@code mergetool.<name>.cmd}, {@code .path} and
 * {@code .trustExitCode}, as git finds them for the project.
 *
 * @param name as configured
 * @param command for a shell, with {@code BASE}, {@code LOCAL}, {@code REMOTE} and {@code MERGED} in its environment; null
 *     if git was told no command and the tool is none of the well-known ones
 * @param trustExitCode whether its exit code says if the merge succeeded
 */
record GitMergeTool(String name, @Nullable String command, boolean trustExitCode) {
    /** Empty if none is configured. */
    static Optional<GitMergeTool> of(GitSettings git) {
        String name = git.get("merge.tool");
        if (name == null || name.isBlank()) {
            return Optional.empty();
        }
        String section = "mergetool." + name + ".";
        String command = git.get(section + "cmd");
        Known known = known(name);
        boolean trusted = command == null && known != null && known.trusted;
        return Optional.of(new GitMergeTool(
                name,
                command != null ? command : known == null ? null : known.command(git.get(section + "path")),
                git.isOn(section + "trustexitcode", trusted)));
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
