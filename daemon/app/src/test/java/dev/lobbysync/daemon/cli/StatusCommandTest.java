package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.project.RealDisk;
import dev.lobbysync.daemon.project.SealedLines;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code sync status} where no daemon runs. */
class StatusCommandTest extends CliRig {
    @Test
    void statusOfANewDirectorySaysWhatToDo() {
        environment.clear();

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        World (none yet)
                        Never synced, and no daemon is running.

                        Next: gamedev sync start
                        """);
        assertThat(project).isEmptyDirectory();
    }

    @Test
    void statusWithoutADaemonReadsTheFiles() throws IOException {
        state(3);

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).isEqualTo("""
                        World harbour at http://localhost:3000
                        No daemon is running; this is what the files say.

                          3 blueprints, 1 entity, 0 modules, cursor 120
                          last in sync 2026-03-02T08:00:00.000Z

                        note: what changed in the files since the last sync is not known; a start finds out

                        Next: gamedev sync start
                        """);
    }

    @Test
    void statusWithoutADaemonListsTheFilesThatChangedSinceTheLastSync() throws IOException {
        state(1);
        String known = """
                {"formatVersion":3}
                ["apps/A/A.json",2,1,1,false,"#",false,null,false,false]
                ["apps/A/in\\u001bdex.js",2,1,1,false,"#",false,["@shared/m.js"],true,false]
                ["assets/gone.glb","asset://x"]
                """.replace("#", "0".repeat(64));
        Files.write(
                project.resolve(".lobby").resolve("stat-cache"),
                SealedLines.seal(known.getBytes(StandardCharsets.UTF_8)));
        Path app = Files.createDirectories(project.resolve("apps").resolve("A"));
        Files.writeString(app.resolve("A.json"), "{}\n");
        for (int i = 10; i < 20; i++) {
            Files.writeString(app.resolve("B" + i + ".json"), "{}");
        }

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).isEqualTo("""
                        World harbour at http://localhost:3000
                        No daemon is running; this is what the files say.

                          1 blueprint, 1 entity, 0 modules, cursor 120
                          last in sync 2026-03-02T08:00:00.000Z

                        12 files changed since the last sync:
                          changed:  apps/A/A.json
                          new:      apps/A/B10.json
                          new:      apps/A/B11.json
                          new:      apps/A/B12.json
                          new:      apps/A/B13.json
                          new:      apps/A/B14.json
                          new:      apps/A/B15.json
                          new:      apps/A/B16.json
                          new:      apps/A/B17.json
                          new:      apps/A/B18.json
                          and 2 more
                          (use "gamedev sync status --json" to see all)

                        Next: gamedev sync start
                        """);
        gamedev("sync", "status", "--json");
        var json = Json.parse(out);
        assertThat(json.path("work").path("pending").asInt()).isEqualTo(12);
        assertThat(json.path("files").path("added")).hasSize(10);
        assertThat(json.path("files").path("removed").get(0).asText()).isEqualTo("apps/A/in\u001bdex.js");
    }

    @Test
    void statusCountsOpenConflictsAndNamesTheNextCommand() throws IOException {
        state(1);
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "resolved", "2026-03-02T08:00:00Z");

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out)
                .contains("1 conflict is open; everything else goes on.")
                .endsWith("Next: gamedev sync conflicts\n");
    }

    @Test
    void bothWaysToStatusGiveTheSameJson() throws IOException {
        state(2);

        gamedev("sync", "status", "--json");
        String fast = out;
        gamedev("sync", "status", "--json", "--project=" + project);

        assertThat(out).isEqualTo(fast);
        assertThat(Json.parse(out).path("counts").path("blueprints").asInt()).isEqualTo(2);
        assertThat(Json.parse(out).path("running").asBoolean()).isFalse();
    }

    @Test
    void statusAfterACrashCountsWhatOnlyTheJournalHolds() throws IOException {
        try (FileStateStore store =
                StateStores.open(new RealDisk(), project, "harbour", new StoppedClock(), new Counting())) {
            for (String id : List.of("a", "b")) {
                ObjectNode value = Json.object().put("id", id);
                BaseEntry entry = new BaseEntry(
                        ObjectKey.blueprint(id),
                        null,
                        CanonicalJson.sha256(value),
                        () -> value,
                        Set.of(),
                        null,
                        null,
                        7,
                        BaseEntry.Origin.SYNCED);
                store.commit(new StateChange(List.of(entry), Set.of(), new FeedPosition(7, "op"), Set.of(), Map.of()));
            }
        }

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).contains("2 blueprints, 0 entities, 0 modules, cursor 7\n");
        assertThat(project.resolve(".lobby").resolve("sync-state.json")).doesNotExist();
    }

    @Test
    void aDamagedStateIsToldAndStopsNothing() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(project.resolve(".lobby").resolve("sync-state.json"), "{\"worldId\":");

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out).contains("note: .lobby/sync-state.json cannot be read (the JSON text ends too early)");
    }

    @Test
    void aBrokenConfigurationIsANoteOfStatusAndAnErrorOfStart() throws IOException {
        Files.writeString(project.resolve(".env"), "nonsense");

        gamedev("sync", "status");
        assertThat(out).contains("note: .env line 1 is not KEY=VALUE");
        assertThat(gamedev("sync", "start")).isEqualTo(64);
        assertThat(err).contains(".env line 1 is not KEY=VALUE");
    }

    @Test
    void commandsFindTheProjectFromBelow() throws IOException {
        state(1);
        Path below = Files.createDirectories(project.resolve("apps").resolve("Lamp"));

        assertThat(gamedevIn(below, "sync", "status")).isEqualTo(0);
        assertThat(gamedevIn(below, "sync", "start")).isEqualTo(64);
        assertThat(err).contains("inside the project");
        assertThat(gamedevIn(below, "sync", "start", "--project", project.toString()))
                .isEqualTo(0);
    }
}
