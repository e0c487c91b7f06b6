package dev.lobbysync.daemon.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts what is measured, through the launcher as a user would, and floors with the JVM and flags of the daemon. */
final class Programs {
    static final String WORLD = "bench-world";
    static final String CODE = "bench-code";

    private final Path launcher;
    private List<String> daemonJvm = List.of();

    /** @param root the checkout, built */
    Programs(Path root) {
        this.launcher = root.resolve("daemon/bin/gamedev").toAbsolutePath();
    }

    Child runtime(Path data) throws IOException {
        return Child.start(
                List.of(
                        launcher.toString(),
                        "runtime",
                        "start",
                        "--dir",
                        data.toString(),
                        "--port",
                        "0",
                        "--world-id",
                        WORLD),
                environment(""));
    }

    /** The URL in the line that a runtime prints. */
    static String url(String readyLine) {
        int at = readyLine.indexOf("url=") + 4;
        return readyLine.substring(at, readyLine.indexOf(' ', at));
    }

    Child daemon(Path project, String url) throws IOException {
        return Child.start(
                List.of(launcher.toString(), "sync", "start", "--project", project.toString()), environment(url));
    }

    Child status(Path project, String url) throws IOException {
        return Child.start(
                List.of(launcher.toString(), "sync", "status", "--project", project.toString()), environment(url));
    }

    /** Finds out how the launcher runs a daemon: the first one after a build leaves behind what later ones start with. */
    void warmUp(Path work) throws IOException, InterruptedException {
        SimpleProject project = new SimpleProject(work.resolve("project"), 1);
        project.write();
        try (Child runtime = runtime(work.resolve("runtime"))) {
            String url = url(runtime.await("runtime ready"));
            for (int run = 0; run < 2; run++) {
                try (Child daemon = daemon(project.root, url)) {
                    daemon.await("ready");
                    List<String> words = daemon.commandLine();
                    daemonJvm = words.subList(0, words.indexOf("dev.lobbysync.daemon.Main"));
                }
            }
        }
    }

    /** Runs {@link Floor} as the launcher runs a daemon. */
    Child floor(String... words) throws IOException {
        List<String> command = new ArrayList<>(daemonJvm);
        int classes = command.indexOf("-cp") + 1;
        command.set(
                classes,
                command.get(classes) + ":"
                        + Path.of("daemon/app/target/test-classes").toAbsolutePath());
        command.add(Floor.class.getName());
        command.addAll(List.of(words));
        return Child.start(command, Map.of());
    }

    private static Map<String, String> environment(String url) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GAMEDEV_SKIP_BUILD", "1");
        environment.put("WORLD_URL", url);
        environment.put("WORLD_ID", WORLD);
        environment.put("ADMIN_CODE", CODE);
        return environment;
    }
}
