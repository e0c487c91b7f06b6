package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.port.Watcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes watchers miss things, with the real file watch of the system (ENGINE T10). */
class WatcherTroubleTest {
    /** More than the file watch of the platform keeps for a directory that nobody asks about. */
    private static final int TOO_MANY = 800;

    private static final int BURST = Integer.getInteger("watcher.burst", 5_000);
    private static final Path KERNEL_QUEUE = Path.of("/proc/sys/fs/inotify/max_queued_events");
    private static final String LAMP = "apps/Lamp/Lamp.json";

    @TempDir
    Path directory;

    private ProjectRig rig;
    private DirectoryWatcher watcher;
    private boolean overflow;
    private int cookies;

    @BeforeEach
    void start() throws IOException {
        Path root = Files.createDirectories(directory.resolve("project/assets")).getParent();
        rig = new ProjectRig(root).file(LAMP, "{}").file("apps/Lamp/lib/glow.js", "g");
        watcher = new DirectoryWatcher(rig.root);
        watcher.start(() -> {});
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    /** Everything reported up to now; whether something was lost is remembered. */
    private Set<String> reported() {
        String cookie = "assets/cookie-" + cookies++;
        rig.file(cookie, "x");
        Set<String> seen = new TreeSet<>();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    Watcher.Batch batch = watcher.drain();
                    seen.addAll(batch.paths());
                    overflow |= batch.overflow();
                    return seen.contains(cookie) || batch.overflow();
                });
        seen.removeIf(path -> path.contains("cookie"));
        return seen;
    }

    private void awaitOverflow() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> watcher.drain().overflow());
        overflow = false;
    }

    private static void remove(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void moreEventsThanTheSystemKeepsAreSaidToBeLostAndWhatAppearedMeanwhileIsWatched() {
        reported();
        // The thread that takes events waits for this lock, as on a machine without a free processor.
        synchronized (watcher) {
            for (int i = 0; i < TOO_MANY; i++) {
                rig.file("apps/f" + i + ".txt", "x");
            }
            rig.file("apps/New/deep/er/x.js", "x");
            Set<Path> left = new TreeSet<>();
            await().pollInterval(Duration.ofMillis(20)).until(() -> !left.add(rig.root));
        }
        awaitOverflow();
        rig.file("apps/New/deep/er/x.js", "y");
        assertThat(reported()).contains("apps/New/deep/er/x.js");
        assertThat(watcher.degraded()).isNull();
    }

    @Test
    void eventsThatTheSystemItselfDroppedLeadToAFullLookAndWhatAppearedMeanwhileIsWatched() throws Exception {
        assumeThat(KERNEL_QUEUE).exists();
        int queue;
        // Such a file gives its number to the first read only, however short that is.
        try (BufferedReader reader = Files.newBufferedReader(KERNEL_QUEUE)) {
            queue = Integer.parseInt(reader.readLine());
        }
        Field service = DirectoryWatcher.class.getDeclaredField("service");
        service.setAccessible(true);
        Path there = rig.root.resolve("apps/there.txt");
        Path back = rig.root.resolve("apps/back.txt");
        Files.createFile(there);
        reported();
        WatchKey key = rig.root
                .resolve("apps")
                .register(
                        (WatchService) service.get(watcher),
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
        // Who reads the kernel's queue hands events to this key, and waits for its lock meanwhile.
        synchronized (key) {
            for (int i = 0; i < queue / 3; i++) {
                Files.move(there, back);
                Files.move(back, there);
            }
            rig.file("apps/Lamp/fresh/x.js", "x");
        }
        awaitOverflow();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    rig.file("apps/Lamp/fresh/x.js", "y" + cookies++);
                    return reported().contains("apps/Lamp/fresh/x.js");
                });
        assertThat(watcher.degraded()).isNull();
    }

    @Test
    void aBurstOfEverythingEndsInTheTruth() throws IOException {
        Path file = rig.root.resolve("apps/Lamp/flicker.js");
        for (int i = 0; i < BURST; i++) {
            if (i % 2 == 0) {
                Files.createFile(file);
            } else {
                Files.delete(file);
            }
        }
        rig.file("apps/Last/Last.json", "{}");
        Set<String> paths = reported();
        assertThat(overflow || (paths.contains("apps/Last") && paths.contains("apps/Lamp/flicker.js")))
                .isTrue();
        reported();
        overflow = false;
        rig.file("apps/Last/Last.json", "{\"a\":1}");
        assertThat(reported()).contains("apps/Last/Last.json");
    }

    /** How editors save. */
    private enum Save {
        TRUNCATE_AND_WRITE {
            @Override
            void save(Path file) throws IOException {
                Files.write(file, new byte[0]);
                Files.writeString(file, "{\"saved\":1}");
            }
        },
        WRITE_BESIDE_AND_RENAME {
            @Override
            void save(Path file) throws IOException {
                Path beside = Files.writeString(file.resolveSibling("Lamp.json.tmp-ab12"), "{\"saved\":2}");
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        KEEP_A_BACKUP {
            @Override
            void save(Path file) throws IOException {
                Files.move(file, file.resolveSibling("Lamp.json~"), StandardCopyOption.REPLACE_EXISTING);
                Files.writeString(file, "{\"saved\":3}");
            }
        },
        DELETE_AND_CREATE {
            @Override
            void save(Path file) throws IOException {
                Files.delete(file);
                Files.writeString(file, "{\"saved\":4}");
            }
        },
        REPLACE_THE_DIRECTORY {
            @Override
            void save(Path file) throws IOException {
                Path app = file.getParent();
                Path fresh = Files.createDirectory(app.resolveSibling("Lamp.new"));
                Files.writeString(fresh.resolve("Lamp.json"), "{\"saved\":5}");
                Files.move(app, app.resolveSibling("Lamp.old"));
                Files.move(fresh, app);
                remove(app.resolveSibling("Lamp.old"));
            }
        },
        RENAME_THERE_AND_BACK {
            @Override
            void save(Path file) throws IOException {
                Path app = file.getParent();
                Files.move(app, app.resolveSibling("Elsewhere"));
                Files.writeString(app.resolveSibling("Elsewhere").resolve("Lamp.json"), "{\"saved\":6}");
                Files.move(app.resolveSibling("Elsewhere"), app);
            }
        },
        MOVE_OUT_OF_THE_PROJECT_AND_BACK {
            @Override
            void save(Path file) throws IOException {
                Path app = file.getParent();
                Path out = Files.createTempDirectory(app.getParent().getParent().getParent(), "out")
                        .resolve("Lamp");
                Files.move(app, out);
                Files.writeString(out.resolve("Lamp.json"), "{\"saved\":7}");
                Files.move(out, app);
            }
        };

        abstract void save(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void everyWayToSaveIsReportedTimeAndAgain(Save way) throws IOException {
        reported();
        for (int i = 0; i < 3; i++) {
            way.save(rig.root.resolve(LAMP));
            assertThat(reported()).as("save %s", i).containsAnyOf(LAMP, "apps/Lamp");
        }
        rig.file(LAMP, "{\"at\":\"last\"}");
        assertThat(reported()).contains(LAMP);
        assertThat(overflow).isFalse();
    }

    @Test
    void aDirectoryThatIsMadeFilledAndRenamedInAMomentIsWatchedWhereItEndsUp() throws IOException {
        for (int i = 0; i < 50; i++) {
            Path start = Files.createDirectories(rig.root.resolve("apps/tmp" + i + "/lib"));
            Files.writeString(start.resolve("x.js"), "x");
            Files.move(start.getParent(), rig.root.resolve("apps/moved" + i));
            Files.move(rig.root.resolve("apps/moved" + i), rig.root.resolve("apps/App" + i));
        }
        Set<String> paths = reported();
        for (int i = 0; i < 50; i++) {
            assertThat(paths).contains("apps/App" + i);
            rig.file("apps/App" + i + "/lib/x.js", "y");
        }
        paths = reported();
        for (int i = 0; i < 50; i++) {
            assertThat(paths).contains("apps/App" + i + "/lib/x.js");
        }
        assertThat(paths).noneMatch(path -> path.startsWith("apps/tmp") || path.startsWith("apps/moved"));
    }

    @Test
    void whatWasMovedOutOfTheProjectIsNoLongerReported() throws IOException {
        Path out = directory.resolve("out");
        Files.move(rig.root.resolve("apps/Lamp"), out);
        assertThat(reported()).contains("apps/Lamp");
        Files.writeString(out.resolve("lib/glow.js"), "h");
        assertThat(reported()).isEmpty();
    }

    @Test
    void aProjectThatIsRemovedIsSaidToHaveChangedAndIsWatchedAgainOnceItIsBack() {
        reported();
        remove(rig.root);
        awaitOverflow();
        rig.file(LAMP, "{}").file("assets/a", "x");
        awaitOverflow();
        rig.file(LAMP, "{\"again\":1}");
        assertThat(reported()).contains(LAMP);
    }

    @Test
    void aProjectThatIsMovedAwayAndReplacedByAnotherIsWatchedInItsPlace() throws IOException {
        reported();
        Path away = directory.resolve("away");
        Files.move(rig.root, away);
        awaitOverflow();
        Path other = Files.createDirectories(directory.resolve("other/apps/Bell"))
                .getParent()
                .getParent();
        Files.createDirectories(other.resolve("assets"));
        Files.move(other, rig.root);
        awaitOverflow();
        rig.file("apps/Bell/Bell.json", "{}");
        assertThat(reported()).contains("apps/Bell/Bell.json");
        Files.writeString(away.resolve("apps/Lamp/lib/glow.js"), "not ours any more");
        assertThat(reported()).isEmpty();
    }
}
