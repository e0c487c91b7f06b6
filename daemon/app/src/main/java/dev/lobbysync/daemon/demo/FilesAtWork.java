package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.demo.Steps.Outcome;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What people do to whole folders while the daemon runs: rename an app, switch branches. Each step looks at both sides. */
final class FilesAtWork {
    private static final String BRANCH = "evening";
    private static final String APP = "Firefly";
    private static final String ENTITY = "firefly-1";

    private final DemoProject project;
    private final AdminApi world;

    FilesAtWork(DemoProject project, AdminApi world) {
        this.project = project;
        this.world = world;
    }

    Outcome rename(String id) throws IOException, InterruptedException {
        Path file = project.files().blueprintFile(id);
        Path folder = file.resolveSibling("");
        Path renamed = folder.resolveSibling(folder.getFileName() + " by another name");
        long head = world.head();
        Files.move(folder, renamed);
        project.flush(0);
        Agreement.check(project.files(), world.snapshot());
        List<JsonNode> written = opsAfter(head);
        if (!written.isEmpty()) {
            throw new StepFailed("a renamed folder to write nothing to the world", written.size() + " ops: " + written);
        }
        long began = System.nanoTime();
        ProjectFiles.edit(renamed.resolve(file.getFileName()), document -> document.put("author", "at the new place"));
        project.flush(0);
        Duration took = Steps.since(began);
        Agreement.check(project.files(), world.snapshot());
        List<JsonNode> edits = opsAfter(head);
        if (edits.size() != 1 || !edits.get(0).path("kind").asText().equals("blueprint.update")) {
            throw new StepFailed("one update of " + id, edits.size() + " ops: " + edits);
        }
        return Outcome.of(
                        name(folder) + " is " + name(renamed) + ": not one op in the world's feed",
                        "an edit at the new place is one update of the same blueprint " + id)
                .in(took);
    }

    Outcome switchBranches(String edited) throws IOException, InterruptedException {
        String before = CanonicalJson.sha256(world.blueprint(edited).path("props"));
        try (Branches branches = Branches.init(project.root(), "day")) {
            branches.create(BRANCH);
            ProjectFiles.edit(project.files().blueprintFile(edited), document -> props(document)
                    .put("glow", 0.125));
            newApp();
            inStep();
            branches.commit("The lights of the " + BRANCH);

            long head = world.head();
            long began = System.nanoTime();
            branches.switchTo("day");
            inStep();
            Duration took = Steps.since(began);
            expect(
                    CanonicalJson.sha256(world.blueprint(edited).path("props")).equals(before),
                    "props of " + edited + " to be as on the branch day");
            expect(!world.snapshot().blueprints().containsKey(APP), APP + " to be gone with its branch");
            branches.switchTo(BRANCH);
            inStep();
            expect(world.snapshot().blueprints().containsKey(APP), APP + " to be back with its branch");
            expect(world.snapshot().entities().containsKey(ENTITY), "its entity to be back, too");
            expectNothingElseMoved(edited, head);
            return Outcome.of(
                            "to day and back to " + BRANCH + ": after each switch the world is what the files say",
                            "only what differs between the branches was written; nothing that is on both was removed")
                    .in(took);
        }
    }

    private void newApp() throws IOException {
        Path folder = Files.createDirectories(project.root().resolve("apps").resolve(APP));
        Files.writeString(
                folder.resolve("index.js"), "export default (world, app) => {\n  app.on('update', () => {})\n}\n");
        ObjectNode blueprint = Json.object().put("id", APP).put("name", APP).put("scope", APP);
        blueprint.putObject("props").put("count", 12);
        Files.writeString(folder.resolve(APP + ".json"), blueprint.toPrettyString() + "\n");
        ObjectNode row = Json.object().put("id", ENTITY).put("blueprint", APP);
        row.set("position", vector(2, 3, 4));
        row.set("quaternion", vector(0, 0, 0, 1));
        row.set("scale", vector(1, 1, 1));
        row.put("pinned", false).putObject("props");
        row.putObject("state");
        ProjectFiles.edit(project.files().world(), document -> document.withArray("entities")
                .add(row));
    }

    private static ArrayNode vector(int... values) {
        ArrayNode vector = Json.array();
        for (int value : values) {
            vector.add(value);
        }
        return vector;
    }

    private static ObjectNode props(ObjectNode document) {
        return document.path("props") instanceof ObjectNode props ? props : document.putObject("props");
    }

    /** Two switches: the edited blueprint is changed twice; the app of the branch and its entity go and come. */
    private void expectNothingElseMoved(String edited, long head) throws IOException {
        List<String> others = new ArrayList<>();
        for (JsonNode op : opsAfter(head)) {
            String about = op.path("snapshot")
                    .path("id")
                    .asText(op.path("patch").path("id").asText());
            String kind = op.path("kind").asText();
            boolean expected = about.equals(edited)
                    ? kind.equals("blueprint.update")
                    : List.of(APP, ENTITY).contains(about);
            if (!expected) {
                others.add(kind + " " + about);
            }
        }
        expect(others.isEmpty(), "nothing but what differs between the branches to be written, but also: " + others);
    }

    private List<JsonNode> opsAfter(long cursor) throws IOException {
        List<JsonNode> ops = new ArrayList<>();
        world.get("/admin/changes?cursor=" + cursor + "&limit=500")
                .path("operations")
                .forEach(ops::add);
        return ops;
    }

    private void inStep() throws IOException, InterruptedException {
        project.flush(0);
        Agreement.check(project.files(), world.snapshot());
    }

    private static void expect(boolean held, String expected) {
        if (!held) {
            throw new StepFailed(expected, "it is not so");
        }
    }

    private String name(Path file) {
        return project.root().relativize(file).toString();
    }
}
