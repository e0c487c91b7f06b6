package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.control.FakeDaemon;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sync conflicts} and {@code sync resolve} where no daemon runs. */
class ConflictCommandsTest extends CliRig {
    @Test
    void conflictsAreListedNewestFirst() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        conflict("c3", "resolved", "2026-03-04T08:00:00Z");

        assertThat(gamedev("sync", "conflicts")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        2 conflicts are open:

                          c2  blueprint Lamp: name
                          c1  blueprint Lamp: name

                          (use "gamedev sync conflicts ID" to see the sides of one)
                          (use "gamedev sync resolve ID --use local|remote|merged" to end one)
                        """);
        gamedev("sync", "conflicts", "--all");
        assertThat(out).contains("  c3  blueprint Lamp: resolved with local\n");
        gamedev("sync", "conflicts", "--json");
        assertThat(Json.parse(out).path("conflicts")).hasSize(2);
    }

    @Test
    void oneConflictIsShownWithAllSides() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");

        assertThat(gamedev("sync", "conflicts", "c1")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        Conflict c1 on blueprint Lamp, open (found 2026-03-02T08:00:00Z)

                          name
                            base    "Lamp"
                            local   "Lantern"
                            remote  "\\u009b31mLight"

                        Next: gamedev sync resolve c1 --use local|remote|merged
                          or, by hand: gamedev sync resolve c1 --edit, or with the merge tool of git: --tool
                        """);
    }

    @Test
    void theScriptsToMergeByHandAreNamed() throws IOException {
        var document = FakeDaemon.conflict("c1").document();
        ObjectNode scripts = document.putObject("daemon").putObject("scripts");
        var fields = document.putArray("unresolvedFields");
        for (String script : List.of("lib/in\u001bdex.js", "@shared/a.js")) {
            scripts.putObject(script);
            fields.addObject().put("path", "scriptFiles/" + script);
        }
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve("c1.json"), Json.bytes(document));

        gamedev("sync", "conflicts", "c1");

        assertThat(out)
                .contains("\n  lib/in\\u001bdex.js\n", "    merged  .lobby/conflicts/c1/script-")
                .contains("\n  @shared/a.js\n", "    merged  .lobby/conflicts/c1/shared/a.js.merged  (beside it");
    }

    @ParameterizedTest
    @CsvSource({
        "base,,edit,'deleted in the files, edited in the world'",
        "base,,base,'deleted in the files, kept in the world'",
        "base,edit,,'edited in the files, deleted in the world'",
        "base,base,,'kept in the files, deleted in the world'"
    })
    void aConflictOfADeletionSaysWhoDidWhat(String base, String local, String remote, String words) throws IOException {
        var document = FakeDaemon.conflict("c1").document();
        document.put("baselineHash", base).put("localHash", local).put("remoteHash", remote);
        document.putNull("merged");
        document.putArray("unresolvedFields").addObject().put("path", "$object").put("base", 1);
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve("c1.json"), Json.bytes(document));

        gamedev("sync", "conflicts");
        assertThat(out).contains("  c1  blueprint Lamp: " + words + "\n");
        gamedev("sync", "conflicts", "c1");
        assertThat(out).isEqualTo("""
                        Conflict c1 on blueprint Lamp, open (found 2026-03-02T08:00:00Z)

                          %s
                            base    1
                            local   (absent)
                            remote  (absent)

                        Next: gamedev sync resolve c1 --use local|remote
                        """.formatted(words));
    }

    @Test
    void anUnreadableArtifactIsToldAndHidesNoOther() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        Files.writeString(project.resolve(".lobby").resolve("conflicts").resolve("bad.json"), "{");

        assertThat(gamedev("sync", "conflicts")).isEqualTo(1);
        assertThat(err).contains(".lobby/conflicts/bad.json cannot be read");
        assertThat(out).contains("c1");
    }

    @Test
    void resolveWithoutADaemonGoesThroughTheRoot() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        conflict("c3", "resolved", "2026-03-03T08:00:00Z");

        assertThat(gamedev("sync", "resolve", "c1", "--use", "LOCAL")).isEqualTo(0);
        assertThat(gamedev("sync", "resolve", "--all", "--use", "remote")).isEqualTo(0);
        assertThat(gamedev("sync", "resolve", "c3", "--use", "merged")).isEqualTo(0);
        assertThat(out).isEqualTo("Already resolved; nothing to do.\n");
        assertThat(actions.asked).containsExactly("resolve [c1] local", "resolve [c2] remote", "resolve [c1] remote");
    }

    @Test
    void aPersonIsAskedForTheSide() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        person = true;
        typed = "what\nr\ns\n";

        assertThat(gamedev("sync", "resolve")).isEqualTo(1);
        assertThat(out).contains("remote  \"\\u009b31mLight\"").contains("Please answer l, r, m, e or s.");
        assertThat(actions.asked).containsExactly("resolve [c2] remote");
    }

    @Test
    void aFieldIsSettledUnderTheNameThatThePersonUses() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");

        assertThat(gamedev("sync", "resolve", "c1", "--field", "name", "--use", "remote"))
                .isEqualTo(0);
        assertThat(actions.asked).containsExactly("resolve [c1] remote name");
        assertThat(gamedev("sync", "resolve", "c1", "--field", "colour", "--use", "remote"))
                .isEqualTo(64);
        assertThat(err).contains("is not about 'colour', but about name");
        assertThat(gamedev("sync", "resolve", "c1", "--field", "name")).isEqualTo(64);
        assertThat(gamedev("sync", "resolve", "--all", "--field", "name", "--use", "local"))
                .isEqualTo(64);
        assertThat(gamedev("sync", "resolve", "c1", "--edit", "--use", "local")).isEqualTo(64);
        assertThat(gamedev("sync", "resolve", "c1", "--edit", "--tool")).isEqualTo(64);
    }
}
