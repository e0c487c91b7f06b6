package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.WORLD;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.nameless;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.remove;
import static dev.lobbysync.daemon.state.StateFixture.settle;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static dev.lobbysync.daemon.state.StateFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damaged files of our own: whatever became of them, the daemon starts, or refuses to with words; it never believes what it
 * did not write, and a copy of what it found stays.
 */
class FuzzedStateTest {
    private static final String OTHER = "harbour-at-night";

    private final StateFixture project = new StateFixture();
    private final Map<Path, byte[]> whole = new LinkedHashMap<>();
    private final Set<String> earlier = new HashSet<>();
    private String meant = "";
    private String meantElsewhere = "";

    @BeforeEach
    void aStateWithOneOfEverything() throws IOException {
        try (FileStateStore store = project.open(OTHER)) {
            store.commit(put(1, entry("Night", "dark", 1), entry("Moon", "full", 1)));
            store.commit(put(2, entry("Moon", "half", 2)));
            meantElsewhere = describe(store);
        }
        try (FileStateStore store = project.open()) {
            store.keepTexts(Map.of());
            store.commit(put(1, entry("Lantern", "one", 1), entry("Pier", "Ünï \"cöde\"", 1), entry("Gull", "g", 1)));
            store.sending(List.of(op("op-a"), nameless("op-b")));
            store.compact();
            earlier.add(describe(store));
            store.lockHeld("Lantern", "token-of-a-lock");
            store.commit(put(2, entry("Lantern", "two", 2)));
            earlier.add(describe(store));
            store.sending(List.of(op("op-c")));
            earlier.add(describe(store));
            store.writing(List.of(write("apps/Lantern/Lantern.json", utf8("{}"))), StateChange.NONE);
            store.written();
            store.commit(settle("op-a"));
            earlier.add(describe(store));
            store.commit(remove(3, ObjectKey.blueprint("Gull")));
            earlier.add(describe(store));
            store.commit(put(4, entry("Lantern", "three", 4), entry("Buoy", "red", 4)));
            meant = describe(store);
            earlier.add(meant);
        }
        project.disk.files(ROOT.resolve(".lobby")).forEach((path, bytes) -> {
            if (!path.startsWith("base/") && !path.equals("locks.json")) {
                whole.put(ROOT.resolve(".lobby").resolve(path), bytes);
            }
        });
        assertThat(whole).hasSize(3);
    }

    private StateFixture damagedBy(Mutations mutations) {
        StateFixture damaged = new StateFixture();
        whole.forEach(damaged.disk::install);
        List<Path> paths = new ArrayList<>(whole.keySet());
        Path chosen = paths.get(mutations.choice(paths.size()));
        byte[] bytes = mutations.of(whole.get(chosen));
        damaged.disk.install(chosen, bytes);
        return damaged;
    }

    @Test
    void whateverBecameOfTheStateItIsNeverTakenForWhatItWasNot() {
        Mutations.seeds(1_000).forEach(seed -> {
            try {
                StateFixture damaged = damagedBy(new Mutations(seed));
                judge(damaged, WORLD, meant);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }

    @Test
    void whateverBecameOfTheStateOfAnotherWorldItIsNeverTakenForWhatItWasNot() {
        Mutations.seeds(500).forEach(seed -> {
            try {
                StateFixture damaged = damagedBy(new Mutations(seed));
                judge(damaged, OTHER, meantElsewhere);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }

    private void judge(StateFixture damaged, String world, String expected) throws IOException {
        Map<String, byte[]> found = damaged.disk.files(ROOT.resolve(".lobby"));
        String said;
        try (FileStateStore store = damaged.open(world)) {
            said = describe(store);
            boolean same = said.equals(expected) || (world.equals(WORLD) && earlier.contains(said));
            boolean distrusted =
                    store.fromUpstream() || (store.fresh() && store.bases().isEmpty());
            if (!same && !distrusted) {
                assertThat(store.notices()).as("believed in silence:\n" + said).isNotEmpty();
                assertThat(expected.lines().toList())
                        .as("believed, with the words " + store.notices())
                        .containsAll(said.lines()
                                .skip(1)
                                .filter(line -> !line.startsWith("{"))
                                .toList());
            }
            if (store.fresh() && !expected.contains("fresh=true")) {
                assertThat(store.notices()).as("all is forgotten in silence").isNotEmpty();
            }
            store.commit(put(9, entry("Jetty", "new", 9)));
            store.compact();
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining(".lobby/").hasMessageContaining("update gamedev sync");
            return;
        }
        try (FileStateStore store = damaged.open(world)) {
            assertThat(describe(store))
                    .as(said + damaged.disk.files(ROOT.resolve(".lobby")).keySet() + store.notices())
                    .contains("Jetty");
        }
        byte[] before = found.get("sync-state.journal");
        boolean understood = said.equals(expected) || earlier.contains(said);
        if (world.equals(WORLD) && !understood && before != null && before.length > 0) {
            assertThat(damaged.disk.files(ROOT.resolve(".lobby")).values().stream())
                    .as("a copy of what could not be used stays")
                    .anyMatch(kept -> Arrays.equals(kept, before));
        }
    }

    @Test
    void aRecordThatIsIntactButMakesNoSenseIsNoDefect() {
        Mutations.seeds(500).forEach(seed -> {
            Mutations mutations = new Mutations(seed);
            StateFixture damaged = new StateFixture();
            whole.forEach(damaged.disk::install);
            byte[] journal = whole.get(project.paths.journal());
            damaged.disk.install(project.paths.journal(), resealed(journal, mutations));
            try (FileStateStore store = damaged.open()) {
                describe(store);
            } catch (IOException refused) {
                assertThat(refused).as("-Dfuzz.seed=" + seed).hasMessageContaining(".lobby/sync-state.journal");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }

    /** Damages the JSON text of one line and makes the checksums fit. */
    private static byte[] resealed(byte[] journal, Mutations mutations) {
        String[] lines = new String(journal, StandardCharsets.ISO_8859_1).split("\n");
        int one = mutations.choice(lines.length);
        StringBuilder sealed = new StringBuilder();
        String digits = "";
        for (int i = 0; i < lines.length; i++) {
            byte[] json = lines[i].substring(JournalCodec.PREFIX).getBytes(StandardCharsets.ISO_8859_1);
            String text = new String(i == one ? mutations.of(json) : json, StandardCharsets.ISO_8859_1);
            String line = text.replace('\n', ' ');
            CRC32C crc = new CRC32C();
            crc.update((digits + line).getBytes(StandardCharsets.ISO_8859_1));
            digits = String.format("%08x", crc.getValue());
            sealed.append(digits).append(' ').append(line).append('\n');
        }
        return sealed.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void damagedTokensOfLocksAreIgnoredWithAWord() {
        byte[] locks = project.disk.bytes(project.paths.locks());
        Mutations.seeds(1_000).forEach(seed -> {
            StateFixture damaged = new StateFixture();
            damaged.disk.install(project.paths.locks(), new Mutations(seed).of(locks));
            try (FileStateStore store = damaged.open()) {
                Map<String, String> held = store.heldLocks();
                assertThat(held.isEmpty() || store.notices().isEmpty())
                        .as("-Dfuzz.seed=" + seed)
                        .isTrue();
                store.lockHeld("Pier", "another");
            } catch (IOException | RuntimeException | StackOverflowError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }

    @Test
    void anArtifactIsOpenOrToldWhateverBecameOfIt() throws IOException {
        FileConflictStore conflicts = conflicts(project);
        ConflictDraft draft = new ConflictDraft(
                ObjectKey.blueprint("Lantern"),
                "u-1",
                StateFixture.blueprint("Lantern", "base"),
                StateFixture.blueprint("Lantern", "mine"),
                StateFixture.blueprint("Lantern", "theirs"),
                StateFixture.blueprint("Lantern", "mine"),
                List.of(new FieldConflict("name", "shared", null, null, null)),
                List.of(),
                List.of(),
                Map.of("index.js", new ScriptVersions(utf8("a"), utf8("b"), utf8("c"), utf8("d"))));
        String id = conflicts.report(draft, "live", 4).artifact().id();
        Path file = project.paths.conflicts().resolve(id + ".json");
        byte[] bytes = project.disk.bytes(file);
        Mutations.seeds(500).forEach(seed -> {
            StateFixture damaged = new StateFixture();
            byte[] found = new Mutations(seed).of(bytes);
            damaged.disk.install(file, found);
            try {
                FileConflictStore store = conflicts(damaged);
                boolean closed = store.all().stream().anyMatch(artifact -> !artifact.open());
                boolean elsewhere =
                        !store.all().isEmpty() && !closed && store.open().isEmpty();
                assertThat(store.open().size() == 1 || !store.notices().isEmpty() || closed || elsewhere)
                        .as("gone in silence")
                        .isTrue();
                store.referencedTexts();
                for (var artifact : store.open()) {
                    store.scripts(artifact.id());
                    artifact.fields();
                    try {
                        store.editedScripts(artifact.id(), Set.of());
                    } catch (IOException gone) {
                        assertThat(gone).hasMessageContaining("write the file again");
                    }
                }
                store.report(draft, "live", 5);
                if (!store.notices().isEmpty()) {
                    assertThat(damaged.disk.bytes(file)).isEqualTo(found);
                }
            } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }

    private static FileConflictStore conflicts(StateFixture fixture) throws IOException {
        return FileConflictStore.open(fixture.disk, ROOT, WORLD, fixture.clock, fixture.random);
    }

    @Test
    void aTextThatIsNotWhatItsNameSaysIsNeverUsed() throws IOException {
        byte[] text = utf8("export default () => 'base'\n");
        String hash = dev.lobbysync.protocol.json.Sha256.hex(text);
        Mutations.seeds(500).forEach(seed -> {
            StateFixture damaged = new StateFixture();
            try (FileStateStore store = damaged.open()) {
                store.keepTexts(Map.of(hash, text));
                Path file =
                        damaged.paths.baseTexts().resolve(hash.substring(0, 2)).resolve(hash);
                damaged.disk.install(file, new Mutations(seed).of(text));
                assertThat(store.text(hash).filter(found -> !Arrays.equals(found, text)))
                        .as("-Dfuzz.seed=" + seed)
                        .isEmpty();
            } catch (IOException e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e, e);
            }
        });
    }
}
