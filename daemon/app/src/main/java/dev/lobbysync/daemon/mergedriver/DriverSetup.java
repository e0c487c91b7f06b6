package dev.lobbysync.daemon.mergedriver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells git of the merge driver: lines in the project's {@code .gitattributes}, which are versioned, and the command in the
 * configuration of this repository, which is not. The user's own configuration is never touched. Everything is asked of git
 * itself, so linked worktrees, submodules and projects below the root of their repository are no special case.
 */
public final class DriverSetup {
    private static final String NAME = "merge.gamedev.name";
    private static final String DRIVER = "merge.gamedev.driver";
    private static final String TITLE = "merges JSON files of a gamedev project by meaning";

    private final Path project;
    private final String command;
    private final Path file;
    private final GitAttributes attributes;
    private final boolean configured;

    private DriverSetup(Path project, String command) throws IOException {
        this.project = project;
        this.command = command;
        this.file = project.resolve(".gitattributes");
        this.attributes = new GitAttributes(Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "");
        this.configured = command.equals(
                git(project, "config", "--local", "--get", DRIVER).orElse(""));
    }

    /**
     * Looks how far git knows of the driver.
     *
     * @param launcher path of the {@code gamedev} command; null for the one in the {@code PATH}
     * @return empty if the project lies in no working tree of git, or there is no git
     * @throws IOException if {@code .gitattributes} cannot be read
     */
    public static Optional<DriverSetup> look(Path project, @Nullable String launcher) throws IOException {
        if (!git(project, "rev-parse", "--is-inside-work-tree").orElse("").equals("true")) {
            return Optional.empty();
        }
        return Optional.of(new DriverSetup(project, command(launcher == null ? "gamedev" : launcher)));
    }

    /** git gives the command to a shell, after putting in what the placeholders stand for. */
    private static String command(String launcher) {
        String word = launcher.matches("[A-Za-z0-9_./+-]+") ? launcher : "'" + launcher.replace("'", "'\\''") + "'";
        return word.replace("%", "%%") + " merge-driver %O %A %B %P %L %S %X %Y";
    }

    /** Whether nothing is left to do. */
    public boolean complete() {
        return configured && attributes.missing().isEmpty();
    }

    /**
     * Does what is missing.
     *
     * @return what was done, in sentences for people
     * @throws IOException if {@code .gitattributes} or the configuration cannot be written
     */
    public List<String> install() throws IOException {
        List<String> done = new ArrayList<>();
        List<String> missing = attributes.missing();
        if (missing.isEmpty()) {
            done.add("kept     .gitattributes");
        } else {
            boolean isNew = !Files.exists(file);
            Files.writeString(file, attributes.complete());
            done.add((isNew ? "created  .gitattributes with " : "added    to .gitattributes: ")
                    + String.join(", ", missing));
        }
        attributes
                .otherwise()
                .forEach((pattern, merge) ->
                        done.add("kept     .gitattributes: " + pattern + " has " + merge + " there already"));
        if (configured) {
            done.add("kept     git's configuration of this repository");
        } else {
            set(NAME, TITLE);
            set(DRIVER, command);
            done.add("set      " + DRIVER + " in the git configuration of this repository");
        }
        return done;
    }

    private void set(String key, String value) throws IOException {
        if (git(project, "config", "--local", key, value).isEmpty()) {
            throw new IOException(
                    "git could not set " + key + "; set it by hand: git config " + key + " '" + value + "'");
        }
    }

    private static Optional<String> git(Path directory, String... words) throws IOException {
        return GitProgram.ask(directory, System.getenv(), words);
    }
}
