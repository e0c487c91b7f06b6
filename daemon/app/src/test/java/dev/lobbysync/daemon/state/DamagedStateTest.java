package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DamagedStateTest {
    private static final String UPSTREAM = """
            {
              "formatVersion": 1,
              "worldId": "local-harbour",
              "cursor": 120,
              "world": {
                "settings": { "hash": "wrong", "value": { "title": "Härbour" }, "lastSyncedAt": "2026-03-02T08:00:00.000Z" }
              },
              "objects": {
                "blueprints": {
                  "u-1": { "id": "Lantern", "uid": "u-1", "hash": "wrong", "value": { "props": {}, "id": "Lantern", "name": "L", "stray": 1 },
                           "lastSyncedRevision": 4, "lastSyncedAt": "2026-03-02T08:00:00.000Z", "lastOpId": null },
                  "broken": { "id": "Broken", "value": null }, "worse": 7
                },
                "entities": {}
              },
              "lastConflictSnapshots": [],
              "updatedAt": "2026-03-02T08:00:00.000Z"
            }
            """;

    private final StateFixture project = new StateFixture();

    @Test
    void aTornTailIsCutOffAtWhateverByteItTore() throws IOException {
        String one;
        String two;
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            one = describe(store);
            store.commit(put(2, entry("Lantern", "two", 2)));
            two = describe(store);
        }
        byte[] whole = project.disk.bytes(project.paths.journal());
        int secondFrom = startOfLastLine(whole);
        for (int length = secondFrom; length <= whole.length; length++) {
            StateFixture torn = new StateFixture();
            torn.disk.install(torn.paths.journal(), Arrays.copyOf(whole, length));
            try (FileStateStore store = torn.open()) {
                assertThat(describe(store)).as("cut at %s", length).isEqualTo(length == whole.length ? two : one);
                boolean clean = length == secondFrom || length == whole.length;
                assertThat(store.notices()).hasSize(clean ? 0 : 1);
                store.commit(put(3, entry("Pier", "three", 3)));
            }
            try (FileStateStore store = torn.open()) {
                assertThat(store.notices()).isEmpty();
                assertThat(describe(store)).contains("three");
            }
        }
    }

    @Test
    void aRecordDamagedInTheMiddleEndsTheJournalAndACopyIsKept() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.commit(put(2, entry("Lantern", "two", 2)));
            store.commit(put(3, entry("Lantern", "three", 3)));
        }
        byte[] journal = project.disk.bytes(project.paths.journal());
        String text = new String(journal, java.nio.charset.StandardCharsets.UTF_8).replace("\"two\"", "\"tow\"");
        project.disk.overwrite(project.paths.journal(), utf8(text));
        try (FileStateStore store = project.open()) {
            assertThat(describe(store)).contains("\"one\"").doesNotContain("three");
            assertThat(store.notices()).singleElement().asString().contains("damaged at byte");
            store.commit(put(4, entry("Pier", "four", 4)));
        }
        assertThat(project.disk.text(project.paths.lobby().resolve("sync-state.journal.corrupt-20260302-080000-000")))
                .isEqualTo(text);
        try (FileStateStore store = project.open()) {
            assertThat(describe(store)).contains("four").doesNotContain("three");
        }
    }

    @Test
    void aCorruptCheckpointIsSetAsideAndNeverDeleted() throws IOException {
        String damaged = UPSTREAM.substring(0, UPSTREAM.length() / 2);
        project.disk.install(project.paths.checkpoint(), damaged);
        project.disk.install(project.paths.otherWorld(StateFixture.WORLD), UPSTREAM);
        try (FileStateStore store = project.open()) {
            assertThat(store.fresh()).isTrue();
            assertThat(store.notices()).anySatisfy(notice -> assertThat(notice).contains("set aside"));
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.compact();
        }
        assertThat(project.disk.text(project.paths.lobby().resolve("sync-state.json.corrupt-20260302-080000-000")))
                .isEqualTo(damaged);
        try (FileStateStore store = project.open()) {
            assertThat(describe(store)).contains("Lantern");
            assertThat(store.notices()).isEmpty();
        }
    }

    @Test
    void aCheckpointInAnotherEncodingIsSetAside() throws IOException {
        for (String encoding : new String[] {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"}) {
            StateFixture odd = new StateFixture();
            odd.disk.install(odd.paths.checkpoint(), UPSTREAM.getBytes(java.nio.charset.Charset.forName(encoding)));
            try (FileStateStore store = odd.open()) {
                assertThat(store.fresh()).as(encoding).isTrue();
                assertThat(store.notices()).singleElement().asString().contains("set aside");
            }
        }
    }

    @Test
    void aNewerFormatIsRefusedAndLeftAlone() {
        project.disk.install(
                project.paths.checkpoint(), UPSTREAM.replace("\"formatVersion\": 1", "\"formatVersion\": 2"));
        Map<String, String> before = project.disk.fingerprint(ROOT);
        assertThatThrownBy(project::open)
                .isInstanceOf(StateFormatException.class)
                .hasMessageContaining("formatVersion 2")
                .hasMessageContaining("update gamedev sync");
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void anUpstreamCheckpointIsReadWithHashesComputedAnew() throws IOException {
        project.disk.install(project.paths.checkpoint(), UPSTREAM);
        Map<String, String> before = project.disk.fingerprint(ROOT);
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isTrue();
            assertThat(store.fresh()).isFalse();
            assertThat(store.position().cursor()).isEqualTo(120);
            assertThat(store.position().opId()).isNull();
            assertThat(store.bases()).hasSize(2);
            BaseEntry lantern = base(store, ObjectKey.blueprint("Lantern"));
            assertThat(lantern.origin()).isEqualTo(BaseEntry.Origin.UPSTREAM);
            assertThat(lantern.value())
                    .isEqualTo(NormalForm.of(ObjectKind.BLUEPRINT, lantern.value()))
                    .doesNotContain(Json.object().put("stray", 1));
            assertThat(lantern.hash()).isEqualTo(CanonicalJson.sha256(lantern.value()));
            assertThat(lantern.cursor()).isEqualTo(120);
            assertThat(base(store, ObjectKey.SETTINGS).value().path("title").asText())
                    .isEqualTo("Härbour");
            assertThat(store.notices()).hasSize(2);
            store.compact();
        }
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void anUpstreamCheckpointStaysForeignUntilOursReplacesItAndItsEntriesAfterThat() throws IOException {
        project.disk.install(project.paths.checkpoint(), UPSTREAM);
        try (FileStateStore store = project.open()) {
            store.commit(put(121, entry("Pier", "new", 121)));
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isTrue();
            assertThat(base(store, ObjectKey.blueprint("Pier")).origin()).isEqualTo(BaseEntry.Origin.SYNCED);
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isFalse();
            assertThat(base(store, ObjectKey.blueprint("Lantern")).origin()).isEqualTo(BaseEntry.Origin.UPSTREAM);
        }
    }

    @Test
    void aCheckpointThatSomebodyRewroteIsForeignAndTheJournalGoesAside() throws IOException {
        String instance;
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.compact();
            store.commit(put(2, entry("Lantern", "two", 2)));
            instance = store.instanceId();
        }
        String rewritten = project.disk.text(project.paths.checkpoint()).replace("\"one\"", "\"upstream\"");
        project.disk.install(project.paths.checkpoint(), rewritten);
        byte[] journal = project.disk.bytes(project.paths.journal());
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isTrue();
            assertThat(store.instanceId()).isEqualTo(instance);
            BaseEntry lantern = base(store, ObjectKey.blueprint("Lantern"));
            assertThat(lantern.value().path("name").asText()).isEqualTo("upstream");
            assertThat(lantern.hash()).isEqualTo(CanonicalJson.sha256(lantern.value()));
            store.commit(put(3, entry("Pier", "three", 3)));
        }
        assertThat(project.disk.bytes(project.paths.lobby().resolve("sync-state.journal.aside-20260302-080000-000")))
                .isEqualTo(journal);
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isTrue();
            assertThat(describe(store)).contains("three");
        }
    }

    @Test
    void aValueThatCannotBeReadAffectsOnlyItself() throws IOException {
        project.disk.install(project.paths.checkpoint(), UPSTREAM.replace("\"stray\": 1", "\"stray\": 1E999"));
        try (FileStateStore store = project.open()) {
            assertThat(store.base(ObjectKey.blueprint("Lantern"))).isNull();
            assertThat(store.base(ObjectKey.SETTINGS)).isNotNull();
            assertThat(store.notices()).anySatisfy(notice -> assertThat(notice).contains("blueprint Lantern"));
        }
    }

    @Test
    void anEditorsByteOrderMarkDoesNotHurt() throws IOException {
        project.disk.install(project.paths.checkpoint(), "\ufeff" + UPSTREAM);
        try (FileStateStore store = project.open()) {
            assertThat(store.bases()).hasSize(2);
            assertThat(base(store, ObjectKey.blueprint("Lantern"))
                            .value()
                            .path("name")
                            .asText())
                    .isEqualTo("L");
        }
    }

    @Test
    void aReaderWithoutTheDaemonSeesTheSameAndTouchesNothing() throws IOException {
        assertThat(OfflineState.read(project.disk, ROOT)).isEmpty();
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.compact();
            project.clock.advance(1000);
            store.commit(put(2, entry("Pier", "two", 2)));
            Map<String, String> before = project.disk.fingerprint(ROOT);
            Optional<OfflineState> state = OfflineState.read(project.disk, ROOT);
            assertThat(state).hasValueSatisfying(offline -> {
                assertThat(offline.worldId()).isEqualTo(StateFixture.WORLD);
                assertThat(offline.cursor()).isEqualTo(2);
                assertThat(offline.blueprints()).isEqualTo(2);
                assertThat(offline.updatedAt()).isEqualTo("2026-03-02T08:00:01.000Z");
                assertThat(offline.fromUpstream()).isFalse();
            });
            assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
        }
    }

    private static BaseEntry base(FileStateStore store, ObjectKey key) {
        BaseEntry entry = store.base(key);
        assertThat(entry).as("base of %s", key).isNotNull();
        return entry;
    }

    private static int startOfLastLine(byte[] journal) {
        int at = journal.length - 2;
        while (journal[at] != '\n') {
            at--;
        }
        return at + 1;
    }
}
