package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.create;
import static dev.lobbysync.daemon.project.ProjectRig.json;
import static dev.lobbysync.daemon.project.ProjectRig.url;
import static dev.lobbysync.daemon.project.ProjectRig.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Prepared;
import dev.lobbysync.daemon.port.Project.WorldFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROTOCOL 7.4 and ENGINE S9, S12: world.json. */
class WorldFileTest {
    private static final String WORLD = """
            {
              "formatVersion": 2,
              "settings": { "title": "Harbour", "mine": 1 },
              "spawn": { "position": [0, 0, 0.50], "quaternion": [0, 0, 0, 1] },
              "entities": [
                {
                  "id": "e1", "blueprint": "Lantern", "stateOwnership": "local",
                  "position": [1.0, 0, 2], "quaternion": [0, 0, 0, 1], "scale": [1, 1, 1],
                  "pinned": false, "props": { "k": 1e1 }, "state": { "s": 1 }
                },
                { "id": "e2", "type": "app", "blueprint": "Lantern", "position": [0, 0, 0], "quaternion": [0, 0, 0, 1], "scale": [1, 1, 1], "pinned": true, "props": {} }
              ]
            }
            """;

    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void open() {
        rig = new ProjectRig(directory);
    }

    private static ObjectKey entity(String id) {
        return ObjectKey.entity(id);
    }

    @Test
    void everyRowIsAnObject() {
        rig.file("world.json", WORLD);
        rig.scan();
        assertThat(rig.project.worldFile()).isEqualTo(WorldFile.VALID);
        assertThat(rig.project.keys()).containsExactly(entity("e1"), entity("e2"), ObjectKey.SETTINGS, ObjectKey.SPAWN);
        assertThat(rig.value(ObjectKey.SETTINGS)).isEqualTo(json("{\"title\":\"Harbour\"}"));
        assertThat(rig.present(entity("e1")).present())
                .containsExactlyInAnyOrder("blueprint", "position", "quaternion", "scale", "pinned", "props", "state");
        assertThat(rig.present(entity("e2")).present()).doesNotContain("state", "type");
    }

    @Test
    @DisplayName("item 72: a half-written file is not a state")
    void anInvalidFileMakesEverythingInItUnknown() {
        rig.file("world.json", WORLD);
        rig.scan();
        for (String broken : List.of(
                "",
                WORLD.substring(0, 200),
                "[]",
                WORLD.replace("\"formatVersion\": 2", "\"formatVersion\": 3"),
                WORLD.replace("\"settings\"", "\"setting\""),
                WORLD.replace("\"spawn\"", "\"span\""),
                "{\"formatVersion\":2}")) {
            rig.file("world.json", broken);
            rig.scan();
            assertThat(rig.project.worldFile()).isEqualTo(WorldFile.INVALID);
            assertThat(rig.problem(entity("e1"))).contains("world.json");
            assertThat(rig.problem(entity("never-seen"))).contains("world.json");
            assertThat(rig.problem(ObjectKey.SETTINGS)).contains("world.json");
            assertThat(rig.project.problems())
                    .anyMatch(problem -> problem.path().equals("world.json"));
        }
        rig.delete("world.json");
        rig.scan();
        assertThat(rig.project.worldFile()).isEqualTo(WorldFile.MISSING);
        assertThat(rig.state(entity("e1"))).isInstanceOf(LocalState.Absent.class);
    }

    @Test
    void aBadRowHoldsOnlyItself() {
        rig.file("world.json", WORLD.replace("[1.0, 0, 2]", "[1.0, 0]"));
        rig.scan();
        assertThat(rig.problem(entity("e1"))).contains("position");
        assertThat(rig.state(entity("e2"))).isInstanceOf(LocalState.Present.class);
        rig.file("world.json", WORLD.replace("1e1", "1e999"));
        rig.scan();
        assertThat(rig.project.worldFile()).isEqualTo(WorldFile.INVALID);
    }

    @Test
    void whileARowHasNoIdNoEntityCountsAsDeleted() {
        rig.file("world.json", WORLD);
        rig.scan();
        rig.file("world.json", WORLD.replace("\"id\": \"e1\"", "\"id\": \"\""));
        rig.scan();
        assertThat(rig.problem(entity("e1"))).contains("no id");
        assertThat(rig.state(entity("e2"))).isInstanceOf(LocalState.Present.class);
        rig.file("world.json", WORLD.replace("\"id\": \"e1\"", "\"id\": \"e2\""));
        rig.scan();
        assertThat(rig.problem(entity("e2"))).contains("more than one");
        assertThat(rig.state(entity("e1"))).isInstanceOf(LocalState.Absent.class);
    }

    @Test
    void editsOfABatchAreOneChangeAndTouchNothingElse() {
        rig.file("world.json", WORLD);
        rig.scan();
        List<FileChange> changes = rig.apply(
                rig.change(entity("e1"), "{\"position\":[1,0,3],\"props\":{\"k\":10,\"n\":true}}"),
                rig.change(ObjectKey.SETTINGS, "{\"title\":\"Port\",\"desc\":\"d\"}"),
                rig.change(ObjectKey.SPAWN, "{\"position\":[0,1,0.5]}"));
        assertThat(changes).hasSize(1);
        assertThat(rig.text("world.json"))
                .isEqualTo(WORLD.replace("[1.0, 0, 2]", "[1.0, 0, 3]")
                        .replace("{ \"k\": 1e1 }", "{ \"k\": 1e1, \"n\": true }")
                        .replace("\"title\": \"Harbour\",", "\"title\": \"Port\", \"desc\": \"d\",")
                        .replace("[0, 0, 0.50]", "[0, 1, 0.50]"));
        assertThat(rig.scan()).as("our own write is no news").isEmpty();
    }

    @Test
    void rowsAreAppendedAndRemoved() {
        rig.file("world.json", WORLD);
        rig.scan();
        rig.apply(
                create(
                        entity("e3"),
                        "{\"id\":\"e3\",\"type\":\"app\",\"blueprint\":\"$scene\",\"position\":[0,0,0],\"quaternion\":[0,0,0,1],"
                                + "\"scale\":[1,1,1],\"pinned\":false,\"props\":{},\"uid\":\"u\",\"mover\":null}"),
                rig.remove(entity("e1")));
        assertThat(rig.text("world.json")).isEqualTo("""
                {
                  "formatVersion": 2,
                  "settings": { "title": "Harbour", "mine": 1 },
                  "spawn": { "position": [0, 0, 0.50], "quaternion": [0, 0, 0, 1] },
                  "entities": [
                    { "id": "e2", "type": "app", "blueprint": "Lantern", "position": [0, 0, 0], "quaternion": [0, 0, 0, 1], "scale": [1, 1, 1], "pinned": true, "props": {} },
                    {
                      "id": "e3",
                      "blueprint": "$scene",
                      "position": [
                        0,
                        0,
                        0
                      ],
                      "quaternion": [
                        0,
                        0,
                        0,
                        1
                      ],
                      "scale": [
                        1,
                        1,
                        1
                      ],
                      "pinned": false,
                      "props": {},
                      "state": {}
                    }
                  ]
                }
                """);
        assertThat(rig.state(entity("e1"))).isInstanceOf(LocalState.Absent.class);
        assertThat(rig.state(entity("e3"))).isInstanceOf(LocalState.Present.class);
    }

    @Test
    void aNewFileHasTheShapeOfTheFormat() {
        rig.scan();
        rig.apply(
                create(
                        entity("e"),
                        "{\"id\":\"e\",\"blueprint\":\"b\",\"position\":[0,0,0],\"quaternion\":[0,0,0,1],\"scale\":[1,1,1]}"),
                create(ObjectKey.SPAWN, "{\"quaternion\":[0,0,0,1],\"position\":[0,0,0]}"),
                create(ObjectKey.SETTINGS, "{\"ao\":true,\"other\":1,\"title\":\"T\"}"));
        String text = rig.text("world.json");
        assertThat(text)
                .startsWith(
                        "{\n  \"formatVersion\": 2,\n  \"settings\": {\n    \"title\": \"T\",\n    \"ao\": true,\n    \"other\": 1\n  },\n  \"spawn\": {\n    \"position\": [\n      0,");
        assertThat(text)
                .endsWith("      \"pinned\": false,\n      \"props\": {},\n      \"state\": {}\n    }\n  ]\n}\n");
        rig.scan();
        assertThat(rig.project.worldFile()).isEqualTo(WorldFile.VALID);
    }

    @Test
    @DisplayName(
            "items 37 and 60: assets of rows compare by content, and a stale save is found before it is overwritten")
    void assetsOfRowsAndStaleSaves() {
        rig.file("assets/i.png", "png")
                .file("world.json", WORLD.replace("{ \"k\": 1e1 }", "{ \"i\": { \"url\": \"assets/i.png\" } }"));
        rig.scan();
        assertThat(rig.value(entity("e1")).at("/props/i/url").asText()).isEqualTo(url("png", "png"));
        String next = url("next", "png");
        Prepared prepared = rig.prepare(
                Map.of(next, utf8("next")),
                Map.of(),
                rig.change(entity("e1"), "{\"props\":{\"i\":{\"url\":\"" + next + "\"}}}"));
        assertThat(prepared.changes()).extracting(FileChange::path).containsExactly("assets/i_1.png", "world.json");
        rig.file("world.json", WORLD);
        assertThat(rig.perform(prepared.changes().get(0))).isTrue();
        assertThat(rig.perform(prepared.changes().get(1))).isFalse();
        assertThat(rig.text("world.json")).isEqualTo(WORLD);
    }

    @Test
    void anEditThatThePlanSawDifferentlyIsStale() {
        rig.file("world.json", WORLD);
        rig.scan();
        var first = rig.change(entity("e1"), "{\"pinned\":true}");
        var second = rig.change(entity("e2"), "{\"pinned\":false}");
        rig.file("world.json", WORLD.replace("1e1", "7"));
        rig.scan();
        Prepared prepared = rig.prepare(Map.of(), Map.of(), first, second);
        assertThat(prepared.stale()).containsExactly(entity("e1"));
        assertThat(prepared.changes()).hasSize(1);
    }
}
