package dev.lobbysync.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API records against answers recorded from the upstream runtime, and against wrong ones. */
class ApiRecordsTest {

    private static ObjectNode sample(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ApiRecordsTest.class.getResourceAsStream("/samples/" + name))) {
            return (ObjectNode) Json.parse(in.readAllBytes());
        }
    }

    private static JsonNode parse(String json) throws IOException {
        return Json.parse(json.replace('\'', '"'));
    }

    @Test
    void readsTheRecordedSnapshot() throws Exception {
        ObjectNode json = sample("r1-snapshot.json");

        WorldSnapshot snapshot = WorldSnapshot.from(json);

        assertThat(snapshot.worldId()).isEqualTo("sample-world");
        assertThat(snapshot.assetsUrl()).isEqualTo("http://127.0.0.1:PORT/assets");
        assertThat(snapshot.table()).isEqualTo(PacketTable.R1);
        assertThat(snapshot.blueprints().keySet()).containsExactly("Kiosk", "Shape0", "Shape1", "Shape2", "Shape3");
        assertThat(snapshot.entities().keySet()).containsExactly("57U7rmq9X1");
        assertThat(WorldSnapshot.from(snapshot.toJson())).isEqualTo(snapshot);
    }

    @Test
    void theRecordedSceneEntityIsTheBuiltInOne() throws Exception {
        ObjectNode recorded = WorldSnapshot.from(sample("r1-snapshot.json"))
                .entities()
                .values()
                .iterator()
                .next();

        assertThat(NormalForm.of(ObjectKind.ENTITY, recorded))
                .isEqualTo(NormalForm.of(ObjectKind.ENTITY, BuiltinWorld.sceneEntity("57U7rmq9X1")));
    }

    @Test
    void keepsAppsAndLeavesPlayersOut() throws Exception {
        ObjectNode json = sample("r1-snapshot.json");
        json.putArray("entities")
                .add(parse("{'id':'p','type':'player'}"))
                .add(parse("{'type':'player'}"))
                .add(parse("{'id':'b','blueprint':'B'}"))
                .add(parse("{'id':'a','type':'app'}"));
        json.put("assetsUrl", "http://host/assets//").put("adminCodeAuthSupported", true);

        WorldSnapshot snapshot = WorldSnapshot.from(json);

        assertThat(snapshot.entities().keySet()).containsExactly("b", "a");
        assertThat(snapshot.assetsUrl()).isEqualTo("http://host/assets");
        assertThat(snapshot.table()).isEqualTo(PacketTable.R2);
        assertThat(WorldSnapshot.from(snapshot.toJson()).table()).isEqualTo(PacketTable.R2);
    }

    @Test
    void aWrongSnapshotNamesTheField() throws Exception {
        assertRefused(json -> json.remove("worldId"), "snapshot.worldId must be a string");
        assertRefused(json -> json.put("worldId", ""), "snapshot.worldId must be a string");
        assertRefused(json -> json.putNull("settings"), "snapshot.settings must be an object");
        assertRefused(json -> json.putObject("blueprints"), "snapshot.blueprints must be an array");
        assertRefused(json -> json.remove("entities"), "snapshot.entities must be an array");
        assertRefused(json -> json.putArray("entities").addObject(), "snapshot.entities[0].id must be");
        assertRefused(json -> json.putArray("blueprints").add(3), "snapshot.blueprints[0] must be an object");
        assertRefused(
                json -> ((ObjectNode) json.get("spawn")).putArray("position").add(1),
                "snapshot.spawn.position must be an array of 3 numbers");
        assertThatThrownBy(() -> WorldSnapshot.from(Json.array()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("snapshot must be an object");
    }

    private static void assertRefused(Consumer<ObjectNode> damage, String message) throws IOException {
        ObjectNode json = sample("r1-snapshot.json");
        damage.accept(json);
        assertThatThrownBy(() -> WorldSnapshot.from(json))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsTheRecordedFeedAndWritesItBackUnchanged() throws Exception {
        ObjectNode json = sample("r1-changes.json");

        ChangePage page = ChangePage.from(json);

        assertThat(page.cursor()).isEqualTo(14);
        assertThat(page.headCursor()).isEqualTo(99);
        assertThat(page.hasMore()).isTrue();
        assertThat(page.operations()).hasSize(14);
        FeedOp second = page.operations().get(1);
        assertThat(second.kind()).isEqualTo(OpKind.BLUEPRINT_UPDATE);
        assertThat(second.objectId()).isEqualTo("Kiosk");
        assertThat(second.objectUid()).isEqualTo("7c3a0314-6bda-460f-90de-4ce678d0abe9");
        assertThat(JsonEquality.equal(page.toJson(), json)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'kind':'entity.add','snapshot':{'id':'e'}}|e",
                "{'kind':'entity.remove','patch':{'id':'e'},'snapshot':null}|e",
                "{'kind':'entity.remove','patch':null,'objectUid':'u'}|u",
                "{'kind':'settings.update','objectUid':'world:settings:title','patch':{'key':'title','id':'x'}}|$world.settings",
                "{'kind':'spawn.update','objectUid':'world:spawn'}|$world.spawn",
                "{'kind':'script.propose','objectUid':'u','snapshot':'text'}|u"
            })
    void everyOpNamesItsObject(String json, String id) throws Exception {
        ObjectNode op = ((ObjectNode) parse(json)).put("cursor", 1.0).put("opId", "o");

        assertThat(FeedOp.from(op).objectId()).isEqualTo(id);
    }

    @Test
    void anUnknownKindIsAHintOnly() throws Exception {
        FeedOp op = FeedOp.from(parse("{'cursor':1,'opId':'o','kind':'weather.change'}"));

        assertThat(op.kind()).isEqualTo(OpKind.OTHER);
        assertThat(op.kind().objectKind()).isEmpty();
        assertThat(op.patch()).isNull();
        assertThat(op.actor()).isEqualTo("runtime");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'opId':'o','kind':'k'}",
                "{'cursor':-1,'opId':'o','kind':'k'}",
                "{'cursor':1.5,'opId':'o','kind':'k'}",
                "{'cursor':'1','opId':'o','kind':'k'}",
                "{'cursor':1,'kind':'k'}",
                "{'cursor':1,'opId':'o'}",
                "7"
            })
    void anOpThatCannotBePlacedIsRefusedByItsPosition(String op) {
        assertThatThrownBy(() ->
                        ChangePage.from(parse("{'cursor':1,'headCursor':1,'hasMore':false,'operations':[" + op + "]}")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("changes.operations[0]");
    }

    @Test
    void kindsOfOpsKnowTheirObjects() {
        for (OpKind kind : OpKind.values()) {
            assertThat(OpKind.ofWireName(kind.wireName())).isEqualTo(kind);
            kind.objectKind().ifPresent(object -> assertThat(kind.wireName()).startsWith(object.wireName() + "."));
        }
        assertThat(OpKind.BLUEPRINT_ADD.isAdd()).isTrue();
        assertThat(OpKind.ENTITY_REMOVE.isRemove()).isTrue();
        assertThat(OpKind.SPAWN_UPDATE.isAdd() || OpKind.SPAWN_UPDATE.isRemove())
                .isFalse();
    }

    @Test
    void locksSurviveTheWireAndKeepTheirSecret() throws Exception {
        LockStatus held = new LockStatus(true, "mira", 1_792_000_000_000L, 5, 100, "Kiosk");
        LockGrant grant = new LockGrant("a-secret-token", 120_000);

        assertThat(LockStatus.from(held.toJson())).isEqualTo(held);
        assertThat(LockStatus.from(parse("{'locked':false}"))).isEqualTo(LockStatus.FREE);
        assertThat(Json.text(LockStatus.FREE.toJson())).isEqualTo("{\"locked\":false}");
        assertThat(LockGrant.from(grant.toJson())).isEqualTo(grant);
        assertThat(grant.toString()).doesNotContain("secret");
        assertThatThrownBy(() -> LockGrant.from(parse("{'ok':true}")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("lock grant.token");
    }
}
