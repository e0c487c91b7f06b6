package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An edit on one side arrives on the other, and nothing else is touched: no other file (content, time, inode), no other
 * object in the world. All tests share one running daemon and leave the sides in step.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneSidedEditIT {
    private Rig rig;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        rig = Rig.running(directory);
    }

    @AfterEach
    void nobodyIsNeeded() {
        assertThat(rig.conflicts()).isEmpty();
        rig.eventually(() -> assertThat(rig.status().path("held")).isEmpty());
    }

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    /** Runs an edit of files; the world's news must be these ({@code kind id}), and no other file may move. */
    private void local(Runnable edit, List<String> edited, String... news) throws Exception {
        long head = rig.head();
        String[] paths = edited.toArray(String[]::new);
        Stamps before = Stamps.ofProject(rig.project.root()).without(paths);
        edit.run();
        rig.eventually(() -> assertThat(newsSince(head)).containsExactlyInAnyOrder(news));
        rig.flush();
        rig.assertInStep();
        assertThat(newsSince(head)).containsExactlyInAnyOrder(news);
        assertThat(Stamps.ofProject(rig.project.root()).without(paths)).isEqualTo(before);
    }

    /** What became of which object; a deploy may take several ops. */
    private Set<String> newsSince(long head) {
        return new LinkedHashSet<>(rig.newsAfter(head));
    }

    /** Runs an edit in the world; only these files may move, and the daemon may send nothing back. */
    private void remote(Runnable edit, String... written) throws Exception {
        Stamps before = Stamps.ofProject(rig.project.root()).without(written);
        rig.editor();
        rig.link.forget();
        edit.run();
        long head = rig.head();
        rig.assertInStep();
        rig.flush();
        assertThat(Stamps.ofProject(rig.project.root()).without(written))
                .as("files beside %s", Arrays.toString(written))
                .isEqualTo(before);
        assertThat(rig.head()).as("ops after the editor's").isEqualTo(head);
        assertThat(rig.link.mutations()).isEmpty();
    }

    @Test
    void aLocalFieldEditChangesOnlyThatBlueprint() throws Exception {
        local(
                () -> rig.project.edit("apps/Sign/Sign.json", "\"name\": \"Sign\"", "\"name\": \"Signpost\""),
                List.of("apps/Sign/Sign.json"),
                "blueprint.update Sign");
    }

    @Test
    void aLocalPropEditLeavesTheScriptsAloneAndNeedsNoLock() throws Exception {
        rig.link.forget();
        local(
                () -> rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 3"),
                List.of("apps/Lamp/Lamp.json"),
                "blueprint.update Lamp");
        assertThat(rig.link.mutations()).containsExactly("blueprint_modify");
    }

    @Test
    void aKeyRemovedFromAFileIsClearedInTheWorld() throws Exception {
        rig.project.edit(
                "apps/Sign/Sign.json", "\"scope\": \"Sign\",", "\"scope\": \"Sign\",\n  \"author\": \"tess\",");
        rig.eventually(
                () -> assertThat(rig.editor().blueprint("Sign").path("author").asText())
                        .isEqualTo("tess"));
        local(
                () -> rig.project.edit("apps/Sign/Sign.json", "\n  \"author\": \"tess\",", ""),
                List.of("apps/Sign/Sign.json"),
                "blueprint.update Sign");
    }

    /** The wire is UTF-8, which has no halves of characters: what arrived is what both sides have from then on. */
    @Test
    void halfACharacterBecomesWhatTheWireMakesOfItAndNobodyWritesAgain() throws Exception {
        rig.project.edit(
                "apps/Sign/Sign.json", "\"scope\": \"Sign\",", "\"scope\": \"Sign\",\n  \"author\": \"a\\ud800\",");
        rig.eventually(
                () -> assertThat(rig.editor().blueprint("Sign").path("author").asText())
                        .isEqualTo("a\ufffd"));
        rig.assertInStep();
        long head = rig.head();
        rig.flush();
        assertThat(newsSince(head)).isEmpty();
        local(
                () -> rig.project.edit("apps/Sign/Sign.json", "\n  \"author\": \"a\ufffd\",", ""),
                List.of("apps/Sign/Sign.json"),
                "blueprint.update Sign");
    }

    @Test
    void aLocalScriptEditChangesOnlyThatApp() throws Exception {
        local(
                () -> rig.project.edit("apps/Bell/index.js", "wind('bell')", "wind('ding')"),
                List.of("apps/Bell/index.js"),
                "blueprint.update Bell");
    }

    @Test
    void aLocalScriptFileIsAddedAndRemoved() throws Exception {
        local(
                () -> rig.project.write("apps/Bell/lib/dong.js", "export const dong = 1\n"),
                List.of("apps/Bell/lib/dong.js"),
                "blueprint.update Bell");
        local(() -> rig.project.delete("apps/Bell/lib"), List.of("apps/Bell/lib"), "blueprint.update Bell");
    }

    @Test
    void aLocalSharedModuleEditReachesEveryImporterAndNobodyElse() throws Exception {
        local(
                () -> rig.project.write("shared/wind.js", "export const wind = n => n + 1\n"),
                List.of("shared/wind.js"),
                "blueprint.update Lamp",
                "blueprint.update Bell");
    }

    @Test
    void aLocalAssetEditReachesItsBlueprint() throws Exception {
        local(
                () -> rig.project.write("assets/lamp.glb", new byte[] {9, 9, 9}),
                List.of("assets/lamp.glb"),
                "blueprint.update Lamp");
    }

    @Test
    void aLocalEntityIsAddedChangedAndRemoved() throws Exception {
        local(
                () -> rig.project.addEntity("{'id':'sign-b','blueprint':'Sign','position':[7,0,7]}"),
                List.of("world.json"),
                "entity.add sign-b");
        local(
                () -> rig.project.editEntity(
                        "sign-b", row -> row.withArray("position").set(0, 8)),
                List.of("world.json"),
                "entity.update sign-b");
        local(() -> rig.project.removeEntity("sign-b"), List.of("world.json"), "entity.remove sign-b");
    }

    @Test
    void aLocalSettingEditSendsThatSettingOnly() throws Exception {
        long head = rig.head();
        local(
                () -> rig.project.edit("world.json", "\"playerLimit\" : 12", "\"playerLimit\" : 13"),
                List.of("world.json"),
                "settings.update $world.settings");
        assertThat(rig.opsAfter(head)).singleElement().satisfies(op -> assertThat(op.objectUid())
                .isEqualTo("world:settings:playerLimit"));
    }

    @Test
    void aLocalSpawnEditMovesTheSpawnOnly() throws Exception {
        local(
                () -> rig.project.editWorld(world ->
                        world.withObject("/spawn").withArray("position").set(0, 5)),
                List.of("world.json"),
                "spawn.update $world.spawn");
    }

    @Test
    void aLocalAppIsAddedAndRemovedTogetherWithItsEntity() throws Exception {
        local(
                () -> {
                    rig.project.write("apps/Door/index.js", "export default app => {}\n");
                    rig.project.write("apps/Door/Door.json", "{\n  \"name\": \"Door\"\n}\n");
                },
                List.of("apps/Door"),
                "blueprint.add Door");
        local(
                () -> rig.project.addEntity("{'id':'door-a','blueprint':'Door'}"),
                List.of("world.json"),
                "entity.add door-a");
        local(
                () -> {
                    rig.project.removeEntity("door-a");
                    rig.project.delete("apps/Door");
                },
                List.of("apps/Door", "world.json"),
                "entity.remove door-a",
                "blueprint.remove Door");
    }

    @Test
    void aRenamedAppFolderWritesNothingToTheWorld() throws Exception {
        rig.project.write("apps/Gate/Gate.json", "{\n  \"id\": \"Gate\",\n  \"name\": \"Gate\"\n}\n");
        rig.project.write("apps/Gate/index.js", "export default app => {}\n");
        rig.assertInStep();
        rig.flush();
        rig.link.forget();
        rig.project.move("apps/Gate", "apps/Portal");
        rig.flush();
        rig.project.edit("apps/Portal/Gate.json", "\"name\": \"Gate\"", "\"name\": \"Portal\"");
        rig.assertInStep();
        assertThat(rig.link.mutations()).containsExactly("blueprint_modify");
        assertThat(rig.editor().has("blueprints", "Gate")).isTrue();
        assertThat(rig.project.has("apps/Gate")).isFalse();
    }

    @Test
    void aRemoteFieldEditChangesOnlyThatFile() throws Exception {
        remote(() -> rig.editor().modifyBlueprint("Sign", "{'desc':'Points.'}"), "apps/Sign/Sign.json");
        assertThat(rig.project.json("apps/Sign/Sign.json").path("desc").asText())
                .isEqualTo("Points.");
    }

    @Test
    void aRemotePropEditKeepsTheTextOfTheFile() throws Exception {
        rig.project.write("apps/Post/Post.json", "{ \"id\":\"Post\",\n\t\"props\": {\"a\":1.50,  \"b\": 1e1} }");
        rig.assertInStep();
        remote(() -> rig.editor().prop("Post", "a", 2), "apps/Post/Post.json");
        assertThat(rig.project.read("apps/Post/Post.json"))
                .contains("\t\"props\": {\"a\":2,  \"b\": 1e1}")
                .startsWith("{ \"id\":\"Post\",\n");
    }

    @Test
    void aRemoteScriptEditChangesOnlyThatFile() throws Exception {
        remote(
                () -> rig.editor().script("Lamp", "lib/blink.js", "export const blink = (...n) => n.reverse()\n"),
                "apps/Lamp/lib/blink.js");
    }

    @Test
    void aRemoteScriptFileIsAddedAndRemovedAndTheRemovedOneIsInTheTrash() throws Exception {
        rig.editor().addBlueprint("{'id':'Horn','name':'Horn','scope':'Horn','keep':true,'script':''}");
        rig.assertInStep();
        remote(
                () -> rig.editor()
                        .scripts(
                                "Horn",
                                "index.js",
                                Map.of("index.js", "export default 1\n", "lib/toot.js", "export const t = 1\n")),
                "apps/Horn");
        remote(() -> rig.editor().scripts("Horn", "index.js", Map.of("index.js", "export default 2\n")), "apps/Horn");
        assertThat(rig.project.has("apps/Horn/lib/toot.js")).isFalse();
        assertThat(rig.trash()).contains("export const t = 1\n");
    }

    @Test
    void aRemoteAssetIsDownloaded() throws Exception {
        String url = rig.editor().upload(new byte[] {7, 7, 7, 7}, "glb");
        remote(
                () -> rig.editor().modifyBlueprint("Bell", "{'model':'" + url + "'}"),
                "apps/Bell/Bell.json",
                "assets/Bell.glb");
        assertThat(rig.project.json("apps/Bell/Bell.json").path("model").asText())
                .isEqualTo("assets/Bell.glb");
    }

    @Test
    void aRemoteEntityIsAddedChangedAndRemoved() throws Exception {
        remote(() -> rig.editor().addEntity("{'id':'bell-b','blueprint':'Bell','position':[1,2,3]}"), "world.json");
        remote(() -> rig.editor().modifyEntity("bell-b", "{'position':[3,2,1],'props':{'tone':'d'}}"), "world.json");
        remote(() -> rig.editor().removeEntity("bell-b"), "world.json");
        assertThat(rig.project.hasEntity("bell-b")).isFalse();
    }

    @Test
    void aRemoteSettingArrives() throws Exception {
        remote(() -> rig.editor().setting("title", "Tinier"), "world.json");
    }

    @Test
    void aRemoteSpawnArrives() throws Exception {
        remote(() -> rig.editor().spawn("[4,0,4]"), "world.json");
    }

    @Test
    void aRemoteBlueprintIsAddedAndRemovedLeavingWhatThePersonPutThere() throws Exception {
        remote(() -> rig.editor().addBlueprint("{'id':'Boat','name':'Boat','scope':'Boat','keep':false}"), "apps/Boat");
        rig.project.write("apps/Boat/notes.txt", "mine\n");
        remote(() -> rig.editor().removeBlueprint("Boat"), "apps/Boat");
        assertThat(rig.project.has("apps/Boat/Boat.json")).isFalse();
        assertThat(rig.project.read("apps/Boat/notes.txt")).isEqualTo("mine\n");
    }
}
