package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes stay inside the project, on a real file system, also if it changes while they are under way (ENGINE T11). */
class ConfinementTest {
    private static final String FILE = "apps/A/A.json";
    private static final byte[] OLD = "{\"name\":\"old\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "{\"name\":\"new\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private Path root = Path.of("");
    private Path outside = Path.of("");

    @BeforeEach
    void aProjectAndSomethingBesideIt() throws IOException {
        root = Files.createDirectories(directory.resolve("project"));
        outside = Files.createDirectories(directory.resolve("outside"));
    }

    private void reset() throws IOException {
        for (Path top : new Path[] {root, outside}) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(root.resolve("apps/A"));
        Files.createDirectories(outside.resolve("A"));
        Files.write(root.resolve(FILE), OLD);
        Files.write(outside.resolve("A/A.json"), OLD);
        Files.setLastModifiedTime(outside.resolve("A/A.json"), FileTime.fromMillis(1_000_000_000_000L));
    }

    private Map<String, String> outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(outside)) {
            for (Path path : all.toList()) {
                boolean file = Files.isRegularFile(path);
                found.put(
                        outside.relativize(path).toString(),
                        file ? Sha256.hex(Files.readAllBytes(path)) + Files.getLastModifiedTime(path) : "");
            }
        }
        return found;
    }

    /** The real disk, on which somebody swaps the app folder for a link before the k-th look. */
    private Disk swappingBeforeLook(int k, int[] looks) {
        RealDisk real = new RealDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    boolean look = Set.of("stat", "read", "list").contains(method.getName());
                    if (look && looks[0]++ == k) {
                        Files.move(root.resolve("apps/A"), directory.resolve("moved-" + k));
                        Files.createSymbolicLink(root.resolve("apps/A"), outside.resolve("A"));
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"replace", "delete", "create"})
    void aFolderThatBecomesALinkAtAnyLookLeadsNoWriteOutOfTheProject(String what) throws IOException {
        String path = what.equals("create") ? "apps/A/B.json" : FILE;
        FileChange change = new FileChange(
                path,
                what.equals("create") ? null : Sha256.hex(OLD),
                what.equals("delete") ? null : NEW,
                Set.of(ObjectKey.blueprint("A")),
                "test",
                false);
        int[] looks = {0};
        for (int k = 0; k == 0 || looks[0] >= k; k++) {
            reset();
            Map<String, String> before = outside();
            looks[0] = 0;
            Disk disk = swappingBeforeLook(k, looks);
            ConfinedWrites writes = new ConfinedWrites(
                    disk, new ConfinedPath(disk, root), new SeededRandom(k), 1 << 20, new Leftovers());
            try {
                writes.perform(change);
            } catch (IOException told) {
                assertThat(told).isNotNull();
            }
            assertThat(outside()).as("swapped before look %s", k).isEqualTo(before);
        }
        assertThat(looks[0]).isGreaterThan(5);
    }

    @Test
    void aLinkInsideTheProjectIsNotFollowedEither() throws IOException {
        reset();
        Files.createDirectories(root.resolve("apps/Real"));
        Files.write(root.resolve("apps/Real/Real.json"), OLD);
        Files.createSymbolicLink(root.resolve("apps/Link"), Path.of("Real"));
        Files.createSymbolicLink(root.resolve("apps/A/Also.json"), Path.of("A.json"));
        ConfinedWrites writes = new ConfinedWrites(
                new RealDisk(), new ConfinedPath(new RealDisk(), root), new SeededRandom(1), 1 << 20, new Leftovers());
        assertThatThrownBy(() -> writes.perform(change("apps/Link/Real.json", Sha256.hex(OLD))))
                .hasMessageContaining("apps/Link, which is no real directory");
        assertThat(writes.perform(change("apps/A/Also.json", Sha256.hex(OLD)))).isFalse();
        assertThat(Files.readAllBytes(root.resolve("apps/Real/Real.json"))).isEqualTo(OLD);
        assertThat(Files.readAllBytes(root.resolve(FILE))).isEqualTo(OLD);
        assertThat(Files.isSymbolicLink(root.resolve("apps/A/Also.json"))).isTrue();
    }

    private static FileChange change(String path, @Nullable String expected) {
        return new FileChange(path, expected, NEW, Set.of(ObjectKey.blueprint("A")), "test", false);
    }

    @Test
    void aFileThatOnlyItsOwnerMayReadIsReplacedWithoutAMomentInWhichOthersCan() throws IOException {
        reset();
        Files.setPosixFilePermissions(root.resolve(FILE), PosixFilePermissions.fromString("rw-------"));
        RealDisk disk = new RealDisk();
        Path fresh = root.resolve("apps/A/fresh");
        disk.createForced(fresh, NEW, root.resolve(FILE), false);
        assertThat(mode(fresh)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(root.resolve(FILE), PosixFilePermissions.fromString("rw-r--r--"));
        Path other = root.resolve("apps/A/other");
        disk.createForced(other, NEW, root.resolve(FILE), false);
        assertThat(mode(other)).isEqualTo("rw-r--r--");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
