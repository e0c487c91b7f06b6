package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.project.GitHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real git repository in a temporary directory; git itself writes it. Each commit is a minute younger than the last. */
public final class GitRepo {
    private final Path root;
    private long now = 1_767_000_000L;

    /** Makes a repository of an existing directory. */
    public GitRepo(Path root) {
        this.root = root;
        git("init", "-q", "-b", "main");
    }

    public Path root() {
        return root;
    }

    /** Runs git in the repository and gives what it said. */
    public String git(String... arguments) {
        return gitIn(root, arguments);
    }

    /** Runs git, which is expected to stop with a conflict. */
    public void conflict(String... arguments) {
        try {
            throw new IllegalStateException("no conflict: " + gitIn(root, arguments));
        } catch (AssertionError e) {
            if (!String.valueOf(e.getMessage()).contains("CONFLICT")) {
                throw e;
            }
        }
    }

    /** Runs git in another directory. */
    public String gitIn(Path where, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_COMMITTER_DATE", now + " +0000");
        environment.put("GIT_AUTHOR_DATE", now + " +0000");
        environment.keySet().removeAll(List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"));
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Writes a file of the working tree. */
    public GitRepo file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public GitRepo file(String path, byte[] bytes) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits the working tree as it is, and gives the commit's abbreviated name. */
    public String commit() {
        now += 60;
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", "a commit");
        return git("rev-parse", "HEAD").substring(0, 7);
    }

    /** Commits the files of a bench, and nothing else. */
    public String commit(Bench bench) {
        try (Stream<Path> old = Files.list(root)) {
            for (Path top : old.filter(path -> !path.endsWith(".git")).toList()) {
                try (Stream<Path> below = Files.walk(top)) {
                    for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bench.disk().files(Bench.ROOT).forEach((path, bytes) -> {
            if (!path.startsWith(".lobby")) {
                file(path, bytes);
            }
        });
        return commit();
    }

    /** The history as the daemon reads it. */
    public GitHistory history(Bench bench) {
        return new GitHistory(root, bench.time(), new SeededRandom(7));
    }
}
