package dev.lobbysync.protocol.doc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    private static ObjectNode parse(String json) throws Exception {
        return (ObjectNode) Json.parse(json.replace('\'', '"'));
    }

    private static String normal(ObjectKind kind, String json) throws Exception {
        return Json.text(NormalForm.of(kind, parse(json))).replace('"', '\'');
    }

    @Test
    void aNormalBlueprintHasItsFieldsInOrderKeepsNullAndInventsNothing() throws Exception {
        assertThat(normal(
                        ObjectKind.BLUEPRINT,
                        "{'version':3,'scope':'A','props':{'b':1},'scriptRef':null,'id':'A','uid':'u','name':'N',"
                                + "'unknown':1,'createdAt':'x','lastOpId':'o','managedBy':'shared','script':''}"))
                .isEqualTo("{'id':'A','name':'N','script':'','scriptRef':null,'props':{'b':1},'scope':'A'}");
    }

    @Test
    void aNormalEntityIsCompletedWithDefaultsAndItsVectorsAreCut() throws Exception {
        assertThat(normal(
                        ObjectKind.ENTITY, "{'id':'e','blueprint':'A','position':[1,2,3,4],'pinned':null,'props':[]}"))
                .isEqualTo("{'id':'e','type':'app','blueprint':'A','position':[1,2,3],'quaternion':[0,0,0,1],"
                        + "'scale':[1,1,1],'pinned':false,'props':{},'state':{}}");
        assertThat(normal(
                        ObjectKind.ENTITY,
                        "{'state':{'n':1},'props':{'a':null},'pinned':true,'mover':'p','scale':[2,2,2],"
                                + "'quaternion':[0,1,0,0],'position':[0,0,0],'blueprint':'B','type':'app','id':'f'}"))
                .isEqualTo("{'id':'f','type':'app','blueprint':'B','position':[0,0,0],'quaternion':[0,1,0,0],"
                        + "'scale':[2,2,2],'pinned':true,'props':{'a':null},'state':{'n':1}}");
    }

    @Test
    void normalSpawnAndSettingsStayWhatTheyAre() throws Exception {
        assertThat(normal(ObjectKind.SPAWN, "{'quaternion':[0,0,0,1,9],'position':[1,2,3],'x':1}"))
                .isEqualTo("{'position':[1,2,3],'quaternion':[0,0,0,1]}");
        assertThat(normal(ObjectKind.SETTINGS, "{'title':'T','desc':null,'odd':1}"))
                .isEqualTo("{'title':'T','desc':null,'odd':1}");
    }

    @Test
    void theNormalFormIsAFixedPoint() throws Exception {
        for (ObjectKind kind : ObjectKind.values()) {
            ObjectNode once = NormalForm.of(kind, parse("{'id':'x','position':[1,2,3,4],'props':{'a':1},'title':'t'}"));
            assertThat(NormalForm.of(kind, once)).isEqualTo(once);
        }
    }

    @Test
    void defaultsAreFreshNodes() {
        ((ObjectNode) KnownFields.defaultOf(ObjectKind.BLUEPRINT, "props")).put("leak", 1);
        BuiltinWorld.settings().put("leak", 1);
        BuiltinWorld.sceneBlueprint().put("leak", 1);

        assertThat(KnownFields.defaultOf(ObjectKind.BLUEPRINT, "props")).isEmpty();
        assertThat(BuiltinWorld.settings().has("leak")).isFalse();
        assertThat(BuiltinWorld.sceneBlueprint().has("leak")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BLUEPRINT|keep|false", "BLUEPRINT|props|{}", "BLUEPRINT|model|null", "BLUEPRINT|scriptRef|null",
                "ENTITY|scale|[1,1,1]", "ENTITY|quaternion|[0,0,0,1]", "ENTITY|pinned|false", "ENTITY|blueprint|null",
                "ENTITY|state|{}", "SETTINGS|voice|\"spatial\"", "SETTINGS|ao|true", "SETTINGS|rank|0",
                "SETTINGS|title|null", "SPAWN|position|[0,0,0]", "SPAWN|scale|null"
            })
    void absenceStandsForTheDefault(ObjectKind kind, String field, String json) {
        assertThat(Json.text(KnownFields.defaultOf(kind, field))).isEqualTo(json);
    }

    @Test
    void knownFieldsAreInTheOrderOfTheFiles() {
        assertThat(KnownFields.of(ObjectKind.SETTINGS))
                .containsExactly(
                        "desc", "title", "image", "avatar", "customAvatars", "voice", "rank", "playerLimit", "ao");
        assertThat(KnownFields.of(ObjectKind.BLUEPRINT)).hasSize(21).containsAll(KnownFields.SCRIPT);
        assertThat(KnownFields.of(ObjectKind.ENTITY)).doesNotContain(KnownFields.ENTITY_STATE);
        assertThat(KnownFields.withState(ObjectKind.ENTITY))
                .startsWith(KnownFields.of(ObjectKind.ENTITY).toArray(String[]::new))
                .endsWith(KnownFields.ENTITY_STATE);
        assertThat(KnownFields.withState(ObjectKind.SPAWN)).isEqualTo(KnownFields.of(ObjectKind.SPAWN));
    }

    @ParameterizedTest
    @EnumSource
    void kindsAreFoundByTheirWireName(ObjectKind kind) {
        assertThat(ObjectKind.ofWireName(kind.wireName())).isEqualTo(kind);
    }

    @Test
    void anUnknownKindIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectKind.ofWireName("player"))
                .withMessageContaining("player");
    }

    @Test
    void contentAddressedUrlsCarryTheirHash() {
        String hash = "0072622366c7c95448e08e42abbe71ab1e3787550374209e7b33d9a53c4a54cc";
        AssetUrl url = AssetUrl.ofContent(hash, "GLB");

        assertThat(url).hasToString("asset://" + hash + ".glb");
        assertThat(AssetUrl.parse(url.toString())).contains(url);
        assertThat(url.sha256()).contains(hash);
        assertThat(url.extension()).isEqualTo("glb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Model.glb",
                "sky",
                "0072.glb",
                "0072622366c7c95448e08e42abbe71ab1e3787550374209e7b33d9a53c4a54cc"
            })
    void plainNamesHaveNoHash(String name) {
        assertThat(AssetUrl.parse("asset://" + name).orElseThrow().sha256()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "asset://",
                "asset://.",
                "asset://..",
                "asset://../x",
                "asset://a/b",
                "asset://a\\b",
                "asset://a\u0000",
                "http://x/y.glb",
                "assets/x.glb",
                "ASSET://x"
            })
    void namesThatCouldLeaveTheAssetDirectoryAreNoAssets(String url) {
        assertThat(AssetUrl.parse(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.js", "src/main.ts", "@shared/a/b.js", "...", ".hidden", "a b.js", "ü.js"})
    void ordinaryScriptPathsAreValid(String path) {
        assertThat(ScriptPath.isValid(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/a.js", "a//b.js", "a/", "./a.js", "../a.js", "a/../b.js", "a\\b.js", ".", ".."})
    void scriptPathsThatCouldLeaveTheirFolderAreInvalid(String path) {
        assertThat(ScriptPath.isValid(path)).isFalse();
    }

    @Test
    void aFreshWorldIsADefaultWorldAndAnyWorkEndsThat() {
        ObjectNode scene = BuiltinWorld.sceneEntity("e1");

        assertThat(scene.get("id").textValue()).isEqualTo("e1");
        assertThat(BuiltinWorld.isDefault(List.of("$scene", "Model"), List.of(scene)))
                .isTrue();
        assertThat(BuiltinWorld.isDefault(List.of("$scene"), List.of())).isTrue();
        assertThat(BuiltinWorld.isDefault(List.of("$scene", "Lamp"), List.of(scene)))
                .isFalse();
        assertThat(BuiltinWorld.isDefault(List.of("$scene"), List.of(scene, scene)))
                .isFalse();
        assertThat(BuiltinWorld.isDefault(
                        List.of("$scene"), List.of(scene.deepCopy().put("blueprint", "Model"))))
                .isFalse();
    }
}
