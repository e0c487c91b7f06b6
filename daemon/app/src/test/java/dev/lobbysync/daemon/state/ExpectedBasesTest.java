package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static dev.lobbysync.daemon.state.StateFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was to be agreed once files were written, while no record says what came of that (DESIGN 5). */
class ExpectedBasesTest {
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");
    private static final ObjectKey PIER = ObjectKey.blueprint("Pier");
    private static final ObjectKey GULL = ObjectKey.blueprint("Gull");
    private static final StateChange NEWS = new StateChange(
            List.of(entry("Lantern", "two", 5), entry("Gull", "new", 6)), Set.of(PIER), null, Set.of(), Map.of());

    private final StateFixture project = new StateFixture();

    @BeforeEach
    void agreed() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2), entry("Pier", "one", 3)));
        }
    }

    private static Map<ObjectKey, String> expected(FileStateStore store) {
        Map<ObjectKey, String> said = new TreeMap<>();
        store.expected().forEach((key, base) -> said.put(key, said(base)));
        return said;
    }

    private static String said(Optional<BaseEntry> base) {
        return base.map(entry -> CanonicalJson.text(entry.value())
                        + entry.hash()
                        + entry.cursor()
                        + entry.silent()
                        + entry.lastOpId())
                .orElse("gone");
    }

    private static final Map<ObjectKey, String> ALL = Map.of(
            LANTERN, said(Optional.of(entry("Lantern", "two", 5))),
            GULL, said(Optional.of(entry("Gull", "new", 6))),
            PIER, "gone");

    private void announced(FileStateStore store) throws IOException {
        store.writing(List.of(write("apps/Lantern.json", utf8("two"))), NEWS);
        store.written();
    }

    @Test
    void whatIsExpectedIsThereAfterAPowerLossAndACompaction() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            assertThat(expected(store)).isEqualTo(ALL);
            assertThat(store.base(LANTERN).hash())
                    .isEqualTo(entry("Lantern", "one", 2).hash());
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).isEqualTo(ALL);
            store.compact();
            assertThat(expected(store)).isEqualTo(ALL);
        }
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).isEqualTo(ALL);
        }
    }

    @Test
    void deletionsAloneAreExpectedToo() throws IOException {
        project.disk.install(StateFixture.ROOT.resolve("world.json"), "{}");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.delete("world.json", "{}")), NEWS);
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).isEqualTo(ALL);
        }
    }

    @Test
    void anObjectIsNotExpectedAnyMoreOnceARecordSaysWhatBecameOfIt() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            store.commit(put(7, entry("Lantern", "two", 5)));
            assertThat(expected(store)).containsOnlyKeys(GULL, PIER);
            store.commit(StateFixture.remove(8, PIER));
            assertThat(expected(store)).containsOnlyKeys(GULL);
        }
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).containsOnlyKeys(GULL);
        }
    }

    @Test
    void onceItHasLandedNothingIsExpected() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            store.landed(new StateChange(List.of(entry("Gull", "new", 6)), Set.of(), null, Set.of(), Map.of()));
            assertThat(expected(store)).isEmpty();
            assertThat(store.base(GULL)).isNotNull();
            assertThat(store.base(PIER)).isNotNull();
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).isEmpty();
            assertThat(store.base(GULL)).isNotNull();
            long before = project.disk.bytesWritten();
            store.landed(StateChange.NONE);
            assertThat(project.disk.bytesWritten()).as("bytes for nothing").isEqualTo(before);
        }
    }

    @Test
    void theNextWritesTakeThePlaceOfThoseBefore() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            store.writing(
                    List.of(write("apps/Lantern.json", utf8("three"))),
                    new StateChange(List.of(entry("Lantern", "three", 7)), Set.of(), null, Set.of(), Map.of()));
            assertThat(expected(store)).isEqualTo(Map.of(LANTERN, said(Optional.of(entry("Lantern", "three", 7)))));
        }
    }

    @Test
    void nothingIsExpectedOfAnotherFeed() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            store.setAside("the feed starts anew");
            assertThat(expected(store)).isEmpty();
        }
        try (FileStateStore store = project.open()) {
            assertThat(expected(store)).isEmpty();
        }
    }

    @Test
    void whatIsAlreadyAgreedIsNotExpected() throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(
                    List.of(write("apps/Lantern.json", utf8("one"))),
                    new StateChange(List.of(entry("Lantern", "one", 2)), Set.of(GULL), null, Set.of(), Map.of()));
            assertThat(expected(store)).isEmpty();
        }
    }

    @Test
    void whatMakesNoSenseIsToldAndExpectsNothing() throws IOException {
        try (FileStateStore store = project.open()) {
            announced(store);
            store.compact();
        }
        String checkpoint = project.disk.text(project.paths.checkpoint());
        assertThat(checkpoint).contains("\"expected\":{\"put\":[");
        project.disk.install(
                project.paths.checkpoint(), checkpoint.replace("\"expected\":{\"put\":[", "\"expected\":{\"put\":[7,"));
        try (FileStateStore store = project.open()) {
            assertThat(store.notices())
                    .anyMatch(notice -> notice.contains("daemon.expected of .lobby/sync-state.json"));
            assertThat(expected(store)).isEmpty();
            assertThat(store.base(LANTERN)).isNotNull();
        }
    }
}
