package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.WORLD;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a checkpoint holds is what is read from it, by upstream's tool too; what is none is never taken for one. */
class CheckpointTest {
    private final StateFixture project = new StateFixture();

    private static BaseEntry base(ObjectKey key, @Nullable String uid) {
        ObjectNode value = Json.object().put("id", key.id());
        return new BaseEntry(
                key, uid, CanonicalJson.sha256(value), () -> value, Set.of(), null, null, 3, BaseEntry.Origin.SYNCED);
    }

    @Test
    void upstreamsToolCanReadTheCheckpoint() throws IOException {
        try (FileStateStore store = project.open()) {
            BaseEntry twin = new BaseEntry(
                    ObjectKey.blueprint("Twin"),
                    "uid-Lantern",
                    "0".repeat(64),
                    () -> Json.object().put("id", "Twin"),
                    Set.of(),
                    null,
                    null,
                    3,
                    BaseEntry.Origin.SYNCED);
            BaseEntry spawn = new BaseEntry(
                    ObjectKey.SPAWN,
                    null,
                    "1".repeat(64),
                    Json::object,
                    Set.of(),
                    null,
                    null,
                    3,
                    BaseEntry.Origin.BUILTIN);
            store.commit(put(3, entry("Lantern", "one", 2), twin, spawn));
            store.compact();
        }
        JsonNode document = Json.parse(project.disk.bytes(project.paths.checkpoint()));
        assertThat(document.path("formatVersion").asInt()).isEqualTo(1);
        assertThat(document.path("worldId").asText()).isEqualTo(WORLD);
        assertThat(document.path("cursor").asLong()).isEqualTo(3);
        JsonNode lantern = document.at("/objects/blueprints/uid-Lantern");
        assertThat(lantern.path("id").asText()).isEqualTo("Lantern");
        assertThat(lantern.path("lastSyncedRevision").asInt()).isEqualTo(4);
        assertThat(lantern.path("lastSyncedAt").asText()).isEqualTo("2026-03-02T08:00:00.000Z");
        assertThat(lantern.path("value").path("name").asText()).isEqualTo("one");
        assertThat(document.at("/objects/blueprints/Twin/uid").asText()).isEqualTo("uid-Lantern");
        assertThat(document.at("/world/spawn/value").isObject()).isTrue();
        assertThat(document.path("lastConflictSnapshots").isArray()).isTrue();
    }

    @Test
    void basesOfEveryKindAreReadFromTheCheckpoint() throws IOException {
        String said;
        try (FileStateStore store = project.open()) {
            store.commit(put(
                    3,
                    base(ObjectKey.SETTINGS, null),
                    base(ObjectKey.SPAWN, null),
                    base(ObjectKey.blueprint("Lantern"), "u-1"),
                    base(ObjectKey.entity("k3Jd82LmQx"), "u-2"),
                    base(ObjectKey.entity("k4Jd82LmQx"), ""),
                    base(ObjectKey.module("@shared/a.js"), null),
                    base(ObjectKey.module("@shared/b.js"), null),
                    base(ObjectKey.module("@shared/c.js"), null)));
            said = describe(store);
            store.compact();
        }
        assertThat(project.disk.text(project.paths.checkpoint())).doesNotContain("reflected");
        assertThat(Json.parse(project.disk.bytes(project.paths.checkpoint())).path("world"))
                .hasSize(2);
        try (FileStateStore store = project.open()) {
            assertThat(store.notices()).isEmpty();
            assertThat(describe(store)).isEqualTo(said);
        }
        assertThat(OfflineState.read(project.disk, ROOT)).hasValueSatisfying(offline -> {
            assertThat(offline.blueprints()).isEqualTo(1);
            assertThat(offline.entities()).isEqualTo(2);
            assertThat(offline.modules()).isEqualTo(3);
        });
    }

    @Test
    void aBaseIsKnownByItsCanonicalTextWhereverThatLies() throws IOException {
        ObjectKey pier = ObjectKey.blueprint("Pier");
        byte[] text = CanonicalJson.bytes(Json.object().put("id", "Pier"));
        byte[] another = CanonicalJson.bytes(Json.object().put("id", "Mole"));
        byte[] longer = java.util.Arrays.copyOf(text, text.length + 1);
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2), base(pier, null)));
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            BaseEntry base = java.util.Objects.requireNonNull(store.base(pier));
            assertThat(base.reads(text)).isTrue();
            assertThat(base.reads(another)).isFalse();
            assertThat(base.reads(longer)).isFalse();
        }
    }

    @Test
    void noTwoBasesStandUnderOneName() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(
                    3,
                    base(ObjectKey.blueprint("First"), "Second"),
                    base(ObjectKey.blueprint("Second"), null),
                    base(ObjectKey.blueprint("Third"), "Third"),
                    base(ObjectKey.blueprint("Fourth"), "half \ud800"),
                    base(ObjectKey.blueprint("Fifth"), "")));
            store.compact();
        }
        JsonNode rows =
                Json.parse(project.disk.bytes(project.paths.checkpoint())).at("/objects/blueprints");
        assertThat(rows.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("First", "Second", "Third", "Fourth", "Fifth");
        rows.properties()
                .forEach(row -> assertThat(row.getValue().path("id").asText()).isEqualTo(row.getKey()));
    }

    @Test
    void whatIsNoCheckpointIsSetAside() throws IOException {
        for (String text : new String[] {
            "", "{", "[", "[]", "7", "null", "{\"formatVersion\":1}", "{\"worldId\":\"local-harbour\"}"
        }) {
            StateFixture odd = new StateFixture();
            odd.disk.install(odd.paths.checkpoint(), text);
            try (FileStateStore store = odd.open()) {
                assertThat(store.fresh()).as(text).isTrue();
                assertThat(store.notices()).singleElement().asString().contains("is damaged", "set aside");
            }
            odd.disk.crash(dev.lobbysync.daemon.testing.Loss.UNFORCED);
            assertThat(odd.disk.exists(odd.paths.checkpoint())).isFalse();
            assertThat(odd.disk.text(odd.paths.lobby().resolve("sync-state.json.corrupt-20260302-080000-000")))
                    .isEqualTo(text);
        }
    }

    @Test
    void aNewerFormatOfOurPartIsRefused() throws IOException {
        project.disk.install(
                project.paths.checkpoint(),
                "{\"formatVersion\":1,\"worldId\":\"local-harbour\",\"daemon\":{\"format\":2}}");
        assertThatThrownBy(project::open)
                .isInstanceOf(StateFormatException.class)
                .hasMessageContaining("daemon.format 2");
    }

    @Test
    void aPartOfOursThatIsNoneMakesTheCheckpointUpstreams() throws IOException {
        project.disk.install(
                project.paths.checkpoint(),
                "{\"formatVersion\":1,\"worldId\":\"local-harbour\",\"daemon\":7,\"lastConflictSnapshots\":{}}");
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isTrue();
        }
    }

    @Test
    void theReasonWhyABaseIsLeftOutIsSaid() throws IOException {
        project.disk.install(
                project.paths.checkpoint(),
                "{\"formatVersion\":1,\"worldId\":\"local-harbour\",\"objects\":{\"blueprints\":{"
                        + "\"a\":{\"id\":\"Lantern\"},\"b\":{\"value\":{}},\"c\":7}}}");
        try (FileStateStore store = project.open()) {
            assertThat(store.notices())
                    .anySatisfy(notice -> assertThat(notice).contains("objects.blueprints.a", "has no value"))
                    .anySatisfy(notice -> assertThat(notice).contains("objects.blueprints.b", "has no id"))
                    .anySatisfy(notice -> assertThat(notice).contains("objects.blueprints.c", "is no object"))
                    .hasSize(3);
        }
    }
}
