package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.testing.MemoryDisk;
import dev.lobbysync.daemon.testing.Mutations;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.testing.TestClock;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of a project, and what is kept about them from one run to the next, after whatever may happen to files. */
class FuzzedFilesTest {
    private static final Path ROOT = Path.of("/harbour");
    private static final String WORLD = """
            {
              "formatVersion": 2,
              "settings": { "title": "Harbour", "desc": null },
              "spawn": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1] },
              "entities": [
                { "id": "lamp", "blueprint": "Lantern", "position": [1, 0, 2], "quaternion": [0, 0, 0, 1],
                  "scale": [1, 1, 1], "pinned": false, "props": { "glow": 1e2 }, "state": {} },
                { "id": "boat", "blueprint": "Ferry", "position": [1, 0, 2], "quaternion": [0, 0, 0, 1],
                  "scale": [1, 1, 1], "pinned": false, "props": {}, "state": {} }
              ]
            }
            """;

    private final Map<String, byte[]> files = new TreeMap<>();
    private Map<String, String> meant = Map.of();

    @BeforeEach
    void aProject() throws IOException {
        file("apps/Lantern/Lantern.json", """
                { "id": "Lantern", "name": "Lant\u00e9rn", "scope": "Lantern", "createdAt": "2026-03-02T08:00:00.000Z",
                  "model": "assets/lantern.glb", "props": { "glow": 0.5, "list": [1, { "a": null }] } }
                """);
        file(
                "apps/Lantern/index.js",
                "import { glow } from './lib/glow.js'\nimport '@shared/math.js'\nexport default () => 1\n");
        file("apps/Lantern/lib/glow.js", "export const glow = 1\n");
        file("apps/Ferry/Ferry.json", "{ \"id\": \"Ferry\", \"uid\": \"u-2\", \"props\": { \"speed\": 4 } }\n");
        file("apps/Ferry/index.js", "export default () => 2\n");
        file("shared/math.js", "export const one = 1\n");
        file("assets/lantern.glb", "lantern model");
        file("world.json", WORLD);
        MemoryDisk disk = disk(files);
        TestClock clock = new TestClock();
        clock.advance(60_000);
        FileProject project = FileProject.open(disk, ROOT, clock, new SeededRandom(1));
        project.consult(AGREEING);
        project.scan();
        meant = states(project);
        assertThat(meant.keySet()).contains("blueprint Lantern", "blueprint Ferry", "entity lamp", "settings");
        project.close(true);
        disk.files(ROOT.resolve(".lobby")).forEach((path, bytes) -> files.put(".lobby/" + path, bytes));
        assertThat(files).containsKeys(".lobby/stat-cache", ".lobby/blueprint-index.json");
    }

    private static final Project.Bases AGREEING = new Project.Bases() {
        @Override
        public @Nullable ObjectNode value(ObjectKey key) {
            return null;
        }

        @Override
        public String agreement(ObjectKey key) {
            return "agreed";
        }
    };

    private void file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same files get the same stat each time, so that what is kept about them holds. */
    private static MemoryDisk disk(Map<String, byte[]> files) {
        MemoryDisk disk = new MemoryDisk();
        for (boolean kept : new boolean[] {false, true}) {
            files.forEach((path, bytes) -> {
                if (path.startsWith(".lobby/") == kept) {
                    disk.install(ROOT.resolve(path), bytes);
                }
            });
        }
        return disk;
    }

    private Map<String, String> seen(Map<String, byte[]> found) throws IOException {
        TestClock clock = new TestClock();
        clock.advance(120_000);
        FileProject project = FileProject.open(disk(found), ROOT, clock, new SeededRandom(1));
        project.consult(AGREEING);
        project.scan();
        Map<String, String> states = states(project);
        project.close(false);
        return states;
    }

    private static Map<String, String> states(FileProject project) {
        Map<String, String> states = new TreeMap<>();
        for (ObjectKey key : project.keys()) {
            LocalState state = project.state(key);
            states.put(
                    key.toString(),
                    state instanceof LocalState.Present present
                            ? present.path() + " " + CanonicalJson.text(present.value())
                            : state.getClass().getSimpleName() + " " + state);
        }
        return states;
    }

    private Map<String, byte[]> with(String path, byte[] bytes) {
        Map<String, byte[]> found = new TreeMap<>(files);
        found.put(path, bytes);
        return found;
    }

    @Test
    void whatIsKeptAboutFilesIsBelievedOnlyAsItWasWritten() {
        List<String> kept = files.keySet().stream()
                .filter(path -> path.startsWith(".lobby/"))
                .toList();
        Mutations.seeds(600).forEach(seed -> {
            Mutations mutations = new Mutations(seed);
            String path = kept.get(mutations.choice(kept.size()));
            byte[] damaged = mutations.of(Objects.requireNonNull(files.get(path)));
            try {
                assertThat(seen(with(path, damaged))).isEqualTo(meant);
            } catch (IOException | UncheckedIOException | AssertionError e) {
                throw new AssertionError(
                        "-Dfuzz.seed=" + seed + " " + path + ":\n" + new String(damaged, StandardCharsets.ISO_8859_1)
                                + "\n" + e,
                        e);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + " " + path + ": " + e, e);
            }
        });
    }

    @Test
    void aDamagedFileOfTheProjectIsReadAsJsonOrHeldWithItsNameAndConcernsNothingElse() {
        List<String> kept = files.keySet().stream()
                .filter(path -> path.startsWith(".lobby/"))
                .toList();
        List<String> paths = new ArrayList<>(files.keySet().stream()
                .filter(path -> path.endsWith(".json") && !path.startsWith(".lobby"))
                .toList());
        Mutations.seeds(600).forEach(seed -> {
            Mutations mutations = new Mutations(seed);
            String path = paths.get(mutations.choice(paths.size()));
            byte[] damaged = mutations.of(Objects.requireNonNull(files.get(path)));
            try {
                Map<String, byte[]> found = with(path, damaged);
                found.keySet().removeIf(kept::contains);
                Map<String, String> now = seen(found);
                for (Map.Entry<String, String> before : meant.entrySet()) {
                    String state = now.getOrDefault(before.getKey(), "gone");
                    boolean mine = before.getValue().startsWith(path + " ");
                    if (!mine) {
                        assertThat(state).as(before.getKey()).isEqualTo(before.getValue());
                    } else if (state.startsWith("Unknown")) {
                        assertThat(state).contains(path);
                    }
                }
            } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "-Dfuzz.seed=" + seed + " " + path + ":\n" + new String(damaged, StandardCharsets.ISO_8859_1)
                                + "\n" + e,
                        e);
            }
        });
    }

    @Test
    void theFilesAreLookedAtWithoutADaemonWhateverBecameOfTheCache(@org.junit.jupiter.api.io.TempDir Path directory) {
        byte[] cache = Objects.requireNonNull(files.get(".lobby/stat-cache"));
        Path project = directory.resolve(".lobby").resolve("stat-cache");
        Mutations.seeds(300).forEach(seed -> {
            try {
                java.nio.file.Files.createDirectories(project.getParent());
                byte[] damaged = new Mutations(seed).of(cache);
                java.nio.file.Files.write(project, damaged);
                FileDrift drift = FileDrift.since(directory);
                assertThat(drift == null || java.util.Arrays.equals(damaged, cache))
                        .isTrue();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }
}
