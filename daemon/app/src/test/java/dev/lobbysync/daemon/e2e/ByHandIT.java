package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person settles fields, edits, and runs their merge tool, each as a process of its own; then asks what was decided. */
class ByHandIT {
    @TempDir
    private Path directory;

    /** Both sides change two props of the lamp and a line of its script, and the world a third prop. */
    private static void clash(Rig rig) {
        rig.project.edit("apps/Lamp/Lamp.json", "#ffcc00", "#local0");
        rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 20");
        rig.project.edit("apps/Lamp/index.js", "const b = 2", "const b = 'local'");
        rig.editor().prop("Lamp", "color", "#remote");
        rig.editor().prop("Lamp", "size", 200);
        rig.editor().prop("Lamp", "glow", 9);
        rig.editor().script("Lamp", "index.js", TinyProject.LAMP_SCRIPT.replace("const b = 2", "const b = 'remote'"));
    }

    private static String conflict(Rig rig) {
        rig.post("/pause", Map.of(), 0);
        rig.awaitPhase("paused");
        clash(rig);
        rig.post("/resume", Map.of(), 0);
        rig.eventually(() -> assertThat(rig.conflicts()).containsOnlyKeys("Lamp"));
        return rig.conflictOf("Lamp");
    }

    private static DaemonProcess done(DaemonProcess command) {
        assertThat(command.awaitExit()).as(command.toString()).isZero();
        return command;
    }

    /** An editor that puts a fixed text into the file. */
    private void editor(Rig rig, String text) throws Exception {
        Path wanted = Files.writeString(directory.resolve("wanted"), text);
        Path program = Files.writeString(directory.resolve("editor"), "#!/bin/sh\nexec cp '" + wanted + "' \"$1\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        rig.environment("EDITOR", program.toString());
    }

    private static void mergeTool(Rig rig, String command) throws Exception {
        try (Git git = Git.init().setDirectory(rig.project.root().toFile()).call()) {
            StoredConfig config = git.getRepository().getConfig();
            config.setString("merge", null, "tool", "mine");
            config.setString("mergetool", "mine", "cmd", command);
            config.save();
        }
    }

    private static void assertSettled(Rig rig, String script) {
        rig.assertInStep();
        assertThat(rig.conflicts()).isEmpty();
        JsonNode props = rig.project.json("apps/Lamp/Lamp.json").path("props");
        assertThat(props.path("color").asText()).isEqualTo("#remote");
        assertThat(props.path("size").asInt()).isEqualTo(20);
        assertThat(props.path("glow").asInt()).isEqualTo(9);
        assertThat(rig.project.read("apps/Lamp/index.js")).contains(script);
    }

    @Test
    void fieldByFieldWithADaemonRunning() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            String id = conflict(rig);
            done(rig.cli("sync", "resolve", id, "--field", "props.color", "--use", "remote"));
            rig.restart();
            editor(rig, TinyProject.LAMP_SCRIPT.replace("const b = 2", "const b = 'both'"));
            done(rig.cli("sync", "resolve", id, "--field", "index.js", "--edit"));
            assertThat(rig.editor()
                            .blueprint("Lamp")
                            .path("props")
                            .path("color")
                            .asText())
                    .isEqualTo("#remote");
            assertThat(rig.project.read("apps/Lamp/Lamp.json")).contains("#local0");
            done(rig.cli("sync", "resolve", id, "--field", "props.size", "--use", "local"));
            assertSettled(rig, "'both'");
            assertThat(rig.trash()).anyMatch(text -> text.contains("#local0"));

            assertThat(done(rig.cli("sync", "log", "Lamp")).out())
                    .contains("a person chose field by field: ")
                    .contains("conflict      blueprint Lamp");
            JsonNode log =
                    Json.parse(done(rig.cli("sync", "log", "--json")).out().getBytes(StandardCharsets.UTF_8));
            assertThat(log.path("decisions"))
                    .anyMatch(decision -> decision.path("mode").asText().equals("conflict")
                            && decision.path("explained")
                                    .findValuesAsText("path")
                                    .contains("props.glow"));
        }
    }

    @Test
    void theWholeInAnEditorAndWithAMergeToolWithoutADaemon() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            String id = conflict(rig);
            rig.stop();
            mergeTool(rig, "case $MERGED in *.js) sed 's/.local./\"tool\"/' \"$LOCAL\" >\"$MERGED\";; esac");
            done(rig.cli("sync", "resolve", id, "--field", "scriptFiles/index.js", "--tool"));

            editor(rig, "{ \"props\": { \"color\": \"#remote\", \"size\": { \"<<<<<<< local\": 20 } } }\n");
            DaemonProcess refused = rig.cli("sync", "resolve", id, "--edit");
            assertThat(refused.awaitExit()).isEqualTo(1);
            assertThat(refused.printed())
                    .contains("not decided yet: props.size")
                    .contains("document.jsonc");

            String merged = Json.text(((com.fasterxml.jackson.databind.node.ObjectNode)
                            rig.conflicts().get("Lamp").path("merged").deepCopy())
                    .without(List.of("id", "scriptFiles")));
            editor(rig, merged.replace("#local0", "#remote"));
            done(rig.cli("sync", "resolve", id, "--edit"));
            rig.start().awaitReady();
            assertSettled(rig, "\"tool\"");
            assertThat(done(rig.cli("sync", "log")).out()).contains("a person edited the merged document");
        }
    }

    @Test
    void onAWideTerminalTheSidesStandSideBySideAndInAPipeTheyDoNot() throws Exception {
        assumeThat(Path.of("/usr/bin/script")).exists();
        try (Rig rig = Rig.running(directory)) {
            String id = conflict(rig);
            assertThat(rig.cli("sync", "conflicts", id).out())
                    .contains("    local   \"#local0\"\n")
                    .contains("merged without a question:\n    props.glow")
                    .doesNotContain("│");
            List<String> words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dgamedev.tty=in,out",
                    "-cp",
                    "\"$CLASSES\"",
                    "dev.lobbysync.daemon.Main",
                    "sync",
                    "conflicts",
                    id,
                    "--project=" + rig.project.root()));
            ProcessBuilder builder =
                    new ProcessBuilder("/usr/bin/script", "-qec", String.join(" ", words), "/dev/null");
            builder.environment()
                    .put(
                            "CLASSES",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            builder.environment().putAll(Map.of("COLUMNS", "120", "LC_ALL", "C.UTF-8", "TERM", "xterm"));
            builder.redirectErrorStream(true);
            Process terminal = builder.start();
            terminal.getOutputStream().close();
            String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(terminal.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(shown.replaceAll("\u001b\\[[0-9;]*m", ""))
                    .containsPattern("\"#ffcc00\" +│ \"#local0\" +│ \"#remote\"")
                    .containsPattern("const b = 2 +│ +9 \\* +const b = 'local' +│");
        }
    }
}
