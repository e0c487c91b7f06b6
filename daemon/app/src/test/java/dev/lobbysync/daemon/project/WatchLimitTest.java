package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system that gives too few watches (ENGINE T10). The limits are those of a user namespace of its own, in which a process
 * of its own runs; nobody else's are touched. Where no such namespace can be had, the test is skipped.
 */
class WatchLimitTest {
    private static final Path WATCHES = Path.of("/proc/sys/user/max_inotify_watches");
    private static final Path INSTANCES = Path.of("/proc/sys/user/max_inotify_instances");
    private static final String PLENTY = "100000";

    @TempDir
    Path directory;

    @Test
    void tooFewWatchesAreSaidWithTheirRemedyAndMadeGoodOnceThereAreMore() throws Exception {
        Process probe;
        try {
            probe = new ProcessBuilder("unshare", "--user", "--map-root-user", "cat", "/proc/self/uid_map").start();
        } catch (IOException e) {
            assumeThat(e).as("no unshare on this machine").isNull();
            return;
        }
        assumeThat(probe.waitFor()).as("no user namespaces on this machine").isZero();
        Process child = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        InTheNamespace.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream out = child.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("all is well");
        assertThat(child.exitValue()).as(said).isZero();
    }

    /** What runs with limits of its own. */
    static final class InTheNamespace {
        private static final String LAST = "apps/App29/App29.json";

        private InTheNamespace() {}

        public static void main(String[] arguments) throws Exception {
            // Everybody's limits must not be touched, whatever went wrong.
            if (Files.readString(Path.of("/proc/self/uid_map")).contains("4294967295")) {
                throw new IllegalStateException("this is no namespace of its own");
            }
            Path root = Path.of(arguments[0]);
            ProjectRig rig = new ProjectRig(root);
            for (int i = 0; i < 30; i++) {
                rig.file("apps/App" + i + "/App" + i + ".json", "{}");
            }
            tooFew(WATCHES, "10", "fs.inotify.max_user_watches=", rig);
            tooFew(INSTANCES, "0", "fs.inotify.max_user_instances=", rig);
            System.out.println("all is well");
        }

        private static void tooFew(Path limit, String few, String remedy, ProjectRig rig) throws IOException {
            Files.writeString(limit, few);
            TreeSet<String> seen = new TreeSet<>();
            try (DirectoryWatcher watcher =
                    new DirectoryWatcher(rig.root, Duration.ofMillis(50).toNanos())) {
                watcher.start(() -> {});
                assertThat(watcher.degraded()).contains("sysctl " + remedy);
                awaitOverflow(watcher);
                assertThat(watcher.degraded()).contains("sysctl " + remedy);
                Files.writeString(limit, PLENTY);
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    watcher.drain();
                    return watcher.degraded() == null;
                });
                awaitOverflow(watcher);
                rig.file(LAST, "{\"edited\":\"" + remedy + "\"}");
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    seen.addAll(watcher.drain().paths());
                    return seen.containsAll(List.of(LAST));
                });
            }
        }

        private static void awaitOverflow(DirectoryWatcher watcher) {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> watcher.drain().overflow());
        }
    }
}
