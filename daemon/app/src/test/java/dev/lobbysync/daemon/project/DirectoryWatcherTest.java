package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.port.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DESIGN 4 and ENGINE T10 with the real file watch of the system. A cookie file tells that earlier events were seen. */
class DirectoryWatcherTest {
    @TempDir
    Path directory;

    private ProjectRig rig;
    private DirectoryWatcher watcher;
    private final AtomicInteger wakes = new AtomicInteger();
    private final Set<String> seen = new TreeSet<>();
    private boolean overflow;
    private int cookies;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("assets"));
        rig = new ProjectRig(directory).file("apps/A/A.json", "{}");
        watcher = new DirectoryWatcher(rig.root);
        watcher.start(wakes::incrementAndGet);
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    /** Everything reported up to now. */
    private Set<String> reported() {
        String cookie = "assets/cookie-" + cookies++;
        rig.file(cookie, "x");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    Watcher.Batch batch = watcher.drain();
                    seen.addAll(batch.paths());
                    overflow |= batch.overflow();
                    return seen.contains(cookie);
                });
        Set<String> paths = new TreeSet<>(seen);
        paths.removeIf(path -> path.contains("cookie"));
        seen.clear();
        return paths;
    }

    @Test
    void whatChangesBetweenEarlyRegistrationAndStartIsReported() {
        watcher.close();
        watcher = new DirectoryWatcher(rig.root);
        watcher.registerEarly();
        await().atMost(Duration.ofSeconds(20)).until(watcher::isRegistered);
        rig.file("apps/A/A.json", "{\"early\":true}");
        watcher.start(wakes::incrementAndGet);
        assertThat(reported()).containsExactly("apps/A/A.json");
    }

    @Test
    void savesOfEveryKindAreReported() throws IOException {
        rig.file("apps/A/A.json", "{\"a\":1}");
        assertThat(reported()).containsExactly("apps/A/A.json");
        Files.writeString(rig.root.resolve("apps/A/.A.json.swp"), "{}");
        Files.move(
                rig.root.resolve("apps/A/.A.json.swp"),
                rig.root.resolve("apps/A/A.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(reported()).contains("apps/A/A.json");
        rig.delete("apps/A/A.json").file("world.json", "{}");
        assertThat(reported()).contains("apps/A/A.json", "world.json");
    }

    @Test
    void whatIsNotOursIsNotReported() {
        rig.file("notes.md", "x")
                .file(".lobby/state", "x")
                .file(".git/index", "x")
                .file("apps/A/node_modules/x.js", "x")
                .file("apps/A/A.json.tmp-0123456789", "x")
                .file("README/x.js", "x");
        assertThat(reported()).isEmpty();
    }

    @Test
    @DisplayName("item 64: an app folder that appears full is reported, and watched from then on")
    void foldersThatAppear() throws IOException {
        Path elsewhere = Files.createTempDirectory(rig.root.getParent(), "elsewhere");
        Files.createDirectories(elsewhere.resolve("deep/er"));
        Files.writeString(elsewhere.resolve("deep/er/x.js"), "x");
        Files.move(elsewhere, rig.root.resolve("apps/B"));
        rig.file("shared/a/b/c.js", "c");
        assertThat(reported()).contains("apps/B", "shared");
        rig.file("apps/B/deep/er/x.js", "y").file("shared/a/b/c.js", "d");
        assertThat(reported()).contains("apps/B/deep/er/x.js", "shared/a/b/c.js");
    }

    @Test
    void aRenamedFolderReportsItsNewPath() {
        rig.file("apps/A/lib/x.js", "x");
        reported();
        rig.move("apps/A", "apps/Renamed");
        assertThat(reported()).contains("apps/A", "apps/Renamed");
        rig.file("apps/Renamed/lib/x.js", "y");
        assertThat(reported()).contains("apps/Renamed/lib/x.js").noneMatch(path -> path.startsWith("apps/A/"));
        rig.delete("apps/Renamed").file("apps/Renamed/lib/x.js", "z");
        reported();
        rig.file("apps/Renamed/lib/x.js", "again");
        assertThat(reported()).contains("apps/Renamed/lib/x.js");
    }

    @Test
    void aStormLosesNothingOrSaysThatItDid() {
        for (int i = 0; i < 3_000; i++) {
            rig.file("assets/f" + i, "x");
        }
        Set<String> paths = reported();
        assertThat(overflow || paths.size() == 3_000).isTrue();
    }

    @Test
    void theWakeComesOnceABurstHasSettled() {
        reported();
        int before = wakes.get();
        rig.file("apps/A/A.json", "{\"a\":2}");
        await().atMost(Duration.ofSeconds(20)).until(() -> wakes.get() > before);
        assertThat(watcher.settlesInMillis()).isZero();
        assertThat(watcher.drain().paths()).containsExactly("apps/A/A.json");
        assertThat(watcher.drain()).isEqualTo(Watcher.Batch.EMPTY);
        assertThat(watcher.degraded()).isNull();
    }

    @Test
    void aBurstIsStretchedButNotForEver() {
        Burst burst = new Burst();
        long quiet = Burst.QUIET_NANOS;
        burst.add("a", 0);
        assertThat(burst.settlesIn(1)).isEqualTo(quiet - 1);
        burst.add("b", quiet - 1);
        assertThat(burst.drain(quiet)).isEqualTo(Watcher.Batch.EMPTY);
        for (long now = quiet; now < Burst.LONGEST_NANOS; now += quiet / 2) {
            burst.add("c", now);
        }
        assertThat(burst.drain(Burst.LONGEST_NANOS).paths()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(burst.isOpen()).isFalse();
    }
}
