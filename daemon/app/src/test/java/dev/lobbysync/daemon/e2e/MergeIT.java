package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits on both sides that do not overlap merge: while running, and at the next start. */
class MergeIT {
    @TempDir
    private Path directory;

    /** Both sides edit different things of the same objects. */
    private static void editBothSides(Rig rig) {
        Editor editor = rig.editor();
        // Scripts here and a field there, a field here and scripts there, other lines of one script file.
        rig.project.edit("apps/Lamp/index.js", "// first", "// first, said the file");
        editor.script("Lamp", "index.js", worldsEdit(rig));
        rig.project.edit("apps/Lamp/Lamp.json", "\"color\": \"#ffcc00\"", "\"color\": \"#00ff00\"");
        editor.prop("Lamp", "glow", 5);
        rig.project.edit("apps/Bell/index.js", "wind('bell')", "wind('dong')");
        editor.modifyBlueprint("Bell", "{'desc':'Rings.'}");
        rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
        editor.modifyBlueprint("Sign", "{'author':'mira'}");
        rig.project.editEntity("lamp-a", row -> row.withArray("position").set(0, 11));
        editor.modifyEntity("lamp-a", "{'props':{'glow':3}}");
        rig.project.editEntity("lamp-b", row -> row.put("pinned", true));
        editor.setting("playerLimit", 40);
        rig.project.edit("world.json", "\"Tiny\"", "\"Tiny town\"");
        editor.spawn("[9,0,9]");
        rig.project.addEntity("{'id':'sign-l','blueprint':'Sign'}");
        editor.addEntity("{'id':'sign-r','blueprint':'Sign'}");
        rig.project.removeEntity("bell-a");
        editor.modifyEntity("sign-a", "{'position':[0,0,44]}");
    }

    private static String worldsEdit(Rig rig) {
        return TinyProject.LAMP_SCRIPT.replace("// last", "// last, said the world");
    }

    private static void assertBothEditsThere(Rig rig) {
        rig.assertInStep();
        assertThat(rig.conflicts()).isEmpty();
        assertThat(rig.project.read("apps/Lamp/index.js"))
                .contains("// first, said the file")
                .contains("// last, said the world");
        assertThat(rig.project.json("apps/Lamp/Lamp.json").path("props"))
                .isEqualTo(Editor.node("{'color':'#00ff00','glow':5,'size':2}"));
        assertThat(rig.project.read("apps/Bell/index.js")).contains("dong");
        assertThat(rig.editor().blueprint("Bell").path("desc").asText()).isEqualTo("Rings.");
        assertThat(rig.project.json("apps/Sign/Sign.json").path("author").asText())
                .isEqualTo("mira");
        assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                .isEqualTo("Hello");
        assertThat(rig.editor().entity("lamp-a").path("position")).isEqualTo(Editor.node("[11,0,0]"));
        assertThat(rig.project.entity("lamp-a").path("props")).isEqualTo(Editor.node("{'glow':3}"));
        assertThat(rig.editor().entity("lamp-b").path("pinned").asBoolean()).isTrue();
        assertThat(rig.editor().snapshot().path("settings").path("title").asText())
                .isEqualTo("Tiny town");
        assertThat(rig.project
                        .json("world.json")
                        .path("settings")
                        .path("playerLimit")
                        .asInt())
                .isEqualTo(40);
        assertThat(rig.project.json("world.json").path("spawn").path("position"))
                .isEqualTo(Editor.node("[9,0,9]"));
        for (String id : Set.of("sign-l", "sign-r")) {
            assertThat(rig.project.hasEntity(id)).isTrue();
            assertThat(rig.editor().has("entities", id)).isTrue();
        }
        assertThat(rig.project.hasEntity("bell-a")).isFalse();
        assertThat(rig.editor().has("entities", "bell-a")).isFalse();
    }

    @Test
    void concurrentEditsThatDoNotOverlapMergeLive() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            // Paused, so that the edits meet for certain.
            rig.post("/pause", Map.of(), 0);
            rig.awaitPhase("paused");
            editBothSides(rig);
            rig.post("/resume", Map.of(), 0);
            assertBothEditsThere(rig);
        }
    }

    @Test
    void concurrentEditsThatDoNotOverlapMergeAtStart() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            editBothSides(rig);
            rig.start().awaitReady();
            assertBothEditsThere(rig);
        }
    }

    @Test
    void aLocalSaveRightBeforeARemoteChangeOfAnotherFieldSurvives() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.editor();
            for (int round = 0; round < 8; round++) {
                rig.project.editJson(
                        "apps/Sign/Sign.json",
                        json -> json.put("desc", json.path("desc").asText() + "l"));
                rig.editor().prop("Sign", "text", "remote " + round);
                rig.project.write("apps/Sign/new-" + round + ".txt", "not ours\n");
            }
            rig.assertInStep();
            assertThat(rig.editor().blueprint("Sign").path("desc").asText()).isEqualTo("llllllll");
            assertThat(rig.conflicts()).isEmpty();
        }
    }

    @Test
    void aNewScriptFileNotYetPushedIsNotPrunedByARemoteScriptEdit() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.post("/pause", Map.of(), 0);
            rig.awaitPhase("paused");
            rig.project.write("apps/Lamp/lib/new.js", "export const fresh = 1\n");
            rig.editor().script("Lamp", "lib/blink.js", "export const blink = n => n\n");
            rig.post("/resume", Map.of(), 0);
            rig.assertInStep();
            assertThat(rig.project.has("apps/Lamp/lib/new.js")).isTrue();
            assertThat(rig.editor().blueprint("Lamp").path("scriptFiles").has("lib/new.js"))
                    .isTrue();
        }
    }
}
