package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.demo.Steps.Outcome;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The main job, step by step. Every step looks at both sides itself before it says that all is well. */
final class MainJob {
    private final RuntimeProcess runtime;
    private final DemoProject project;
    private final List<String> apps;
    private final List<String> scripted;
    private final List<String> entities;
    private AdminApi world;
    private InWorldEditor editor;

    /** A job on a world that has been filled and a project that is still empty. */
    MainJob(RuntimeProcess runtime, DemoProject project, AdminApi world, InWorldEditor editor) throws IOException {
        this.runtime = runtime;
        this.project = project;
        this.world = world;
        this.editor = editor;
        WorldSnapshot snapshot = world.snapshot();
        this.apps = snapshot.blueprints().keySet().stream()
                .filter(id -> !id.equals("$scene"))
                .toList();
        this.scripted = snapshot.blueprints().values().stream()
                .filter(app -> app.path("scriptFiles").isObject())
                .map(app -> app.path("id").asText())
                .filter(apps::contains)
                .toList();
        this.entities = List.copyOf(snapshot.entities().keySet());
    }

    InWorldEditor editor() {
        return editor;
    }

    private String app(int number) {
        return apps.get(number % apps.size());
    }

    private String entity(int number) {
        return entities.get(number % entities.size());
    }

    Outcome firstSync() throws IOException, InterruptedException {
        long head = world.head();
        Duration took = project.start();
        Agreement.Counts same = Agreement.check(project.files(), world.snapshot());
        expectHead(head, "the first sync of an empty project");
        return Outcome.of(same.blueprints() + " blueprints, " + same.scripts() + " scripts, " + same.modules()
                        + " shared modules, " + same.entities() + " entities and every asset: the same on both sides")
                .in(took);
    }

    Outcome unchangedRestart() throws IOException, InterruptedException {
        project.stop();
        Fingerprint before = Fingerprint.of(project.root());
        long head = world.head();
        String state = CanonicalJson.sha256(world.snapshot().toJson());
        Duration took = project.start();
        project.flush(0);
        before.expectUnchanged(project.root(), "by a restart");
        project.stop();
        before.expectUnchanged(project.root(), "by the stop after it");
        project.start();
        expectHead(head, "a restart");
        if (!CanonicalJson.sha256(world.snapshot().toJson()).equals(state)) {
            throw new StepFailed("the world to be as before", "its snapshot differs");
        }
        return Outcome.of(before.size() + " files and directories, .lobby/ included: same bytes, times and inodes;"
                        + " the world's feed still ends at " + head)
                .in(took);
    }

    private void expectHead(long head, String cause) throws IOException {
        long now = world.head();
        if (now != head) {
            throw new StepFailed(
                    cause + " to write nothing to the world", (now - head) + " ops were added to its feed");
        }
    }

    Outcome fileToWorld() throws IOException, InterruptedException {
        String id = app(1);
        Path file = project.files().blueprintFile(id);
        long head = world.head();
        long began = System.nanoTime();
        ProjectFiles.edit(file, document -> props(document).put("glow", 0.75));
        Patience.until("props.glow of " + id + " to be 0.75 in the world", () -> {
            JsonNode seen = world.blueprint(id).path("props").path("glow");
            return seen.asDouble() == 0.75 ? Optional.empty() : Optional.of("it was " + seen);
        });
        Duration took = Steps.since(began);
        settleAndAgree();
        expectHead(head + 1, "one edit, beside its one op,");
        return Outcome.of(name(file) + ": props.glow is 0.75, one op, nothing else moved")
                .in(took);
    }

    private static ObjectNode props(ObjectNode document) {
        return document.path("props") instanceof ObjectNode props ? props : document.putObject("props");
    }

    Outcome worldToFile() throws IOException, InterruptedException {
        String id = entity(1);
        ArrayNode there = vector(3.5, 0, -12.25);
        long began = System.nanoTime();
        editor.changeEntity(id, Json.object().set("position", there));
        Patience.until("the new position of entity " + id + " in world.json", () -> {
            JsonNode seen = ProjectFiles.entity(
                            ProjectFiles.read(project.files().world()), id)
                    .path("position");
            return CanonicalJson.text(seen).equals(CanonicalJson.text(there))
                    ? Optional.empty()
                    : Optional.of("it was " + seen);
        });
        Duration took = Steps.since(began);
        settleAndAgree();
        return Outcome.of("entity " + id + " was moved in the world; world.json says so")
                .in(took);
    }

    private static ArrayNode vector(double... values) {
        ArrayNode vector = Json.array();
        for (double value : values) {
            vector.add(value);
        }
        return vector;
    }

    Outcome differentFields() throws IOException, InterruptedException {
        String id = app(2);
        Path file = project.files().blueprintFile(id);
        project.pause();
        ProjectFiles.edit(file, document -> {
            document.put("desc", "Polished by the one with the files.");
            props(document).put("radius", 7);
        });
        editor.setProp(id, "speed", IntNode.valueOf(11));
        expectNotYet(id, "radius", file, "speed");
        long began = System.nanoTime();
        project.resume();
        settleAndAgree();
        Duration took = Steps.since(began);
        ObjectNode merged = world.blueprint(id);
        expect("desc of " + id, "\"Polished by the one with the files.\"", merged.path("desc"));
        expect("props.radius of " + id, "7", merged.path("props").path("radius"));
        expect("props.speed of " + id, "11", merged.path("props").path("speed"));
        expectNoConflict();
        return Outcome.of(name(file) + ": desc and props.radius of the file, props.speed of the world, no conflict")
                .in(took);
    }

    /** Both edits are made, and neither side knows of the other's. */
    private void expectNotYet(String id, String ofTheFile, Path file, String ofTheWorld) throws IOException {
        if (world.blueprint(id).path("props").path(ofTheFile).isInt()
                || ProjectFiles.read(file).path("props").path(ofTheWorld).isInt()) {
            throw new StepFailed("a paused daemon to move nothing", "an edit arrived on the other side");
        }
    }

    Outcome sameField() throws IOException, InterruptedException {
        String id = app(3);
        Path file = project.files().blueprintFile(id);
        project.pause();
        ProjectFiles.edit(file, document -> props(document).put("color", "#112233"));
        editor.setProp(id, "color", TextNode.valueOf("#ddeeff"));
        ObjectNode pinned = Json.object().put("pinned", true);
        editor.changeEntity(entity(2), pinned);
        project.resume();
        project.flush(1);
        List<JsonNode> open = project.conflicts();
        if (open.size() != 1 || !open.get(0).path("objectId").asText().equals(id)) {
            throw new StepFailed("one conflict, about " + id, open.size() + " conflicts: " + open);
        }
        expect(
                "the field in conflict",
                "\"props.color\"",
                open.get(0).path("unresolvedFields").path(0).path("path"));
        expect(
                "the file's color",
                "\"#112233\"",
                ProjectFiles.read(file).path("props").path("color"));
        expect(
                "the world's color",
                "\"#ddeeff\"",
                world.blueprint(id).path("props").path("color"));
        ObjectNode row = ProjectFiles.entity(ProjectFiles.read(project.files().world()), entity(2));
        expect("pinned of another object, edited at the same time,", "true", row.path("pinned"));
        String artifact = open.get(0).path("id").asText();
        project.resolve(artifact, "local");
        settleAndAgree();
        expect(
                "the world's color",
                "\"#112233\"",
                world.blueprint(id).path("props").path("color"));
        expectNoConflict();
        expect(
                "what the artifact was resolved with",
                "\"local\"",
                project.conflict(artifact).path("resolvedWith"));
        return Outcome.of(
                name(file) + ": props.color was #112233 here and #ddeeff there; frozen, neither overwritten,"
                        + " the rest kept flowing",
                "gamedev sync resolve " + artifact + " --use local: #112233 on both sides, no conflict left");
    }

    Outcome scriptLines() throws IOException, InterruptedException {
        String id = scripted.get(0);
        Path folder = project.files().blueprintFile(id).resolveSibling("");
        String entry = world.blueprint(id).path("scriptEntry").asText();
        Path script = folder.resolve(entry);
        String here = "// The one with the files was here.\n";
        String there = "// And so was the one in the world.\n";
        project.pause();
        ProjectFiles.editText(script, text -> here + text);
        editor.editScript(id, entry, text -> text + there);
        long began = System.nanoTime();
        project.resume();
        settleAndAgree();
        Duration took = Steps.since(began);
        String merged = Files.readString(script);
        if (!merged.startsWith(here) || !merged.endsWith(there)) {
            throw new StepFailed(name(script) + " to have both new lines", "it is: " + merged);
        }
        expectNoConflict();
        return Outcome.of(name(script) + ": a first line from the file, a last line from the world, same bytes on both"
                        + " sides")
                .in(took);
    }

    Outcome outage() throws IOException, InterruptedException {
        String edited = app(4);
        String editedThere = app(5);
        String moved = entity(3);
        Path file = project.files().blueprintFile(edited);
        int port = world.url().getPort();
        runtime.kill();
        project.awaitPhase("offline");

        ProjectFiles.edit(file, document -> document.put("author", "written offline"));
        ProjectFiles.edit(project.files().world(), document -> ProjectFiles.entity(document, moved)
                .set("position", vector(1, 2, 3)));

        // Back where the daemon cannot find it, so that the world moves on unseen.
        AdminApi elsewhere = runtime.start(RuntimeProcess.ANY_PORT);
        ObjectNode added;
        try (InWorldEditor there = InWorldEditor.enter(elsewhere)) {
            there.changeBlueprint(editedThere, Json.object().put("url", "https://example.org/edited-unseen"));
            added = Json.object().put("id", "visitor-1").put("type", "app").put("blueprint", edited);
            added.set("position", vector(4, 5, 6));
            added.set("quaternion", vector(0, 0, 0, 1));
            added.set("scale", vector(1, 1, 1));
            added.put("pinned", false).putObject("props");
            there.addEntity(added);
        }
        runtime.stop();

        world = runtime.start(port);
        long began = System.nanoTime();
        project.flush(0);
        Duration took = Steps.since(began);
        settleAndAgree();
        expect(
                "author of " + edited + " in the world",
                "\"written offline\"",
                world.blueprint(edited).path("author"));
        ObjectNode row = world.snapshot().entities().getOrDefault(moved, Json.object());
        expect("position of " + moved + " in the world", "[1,2,3]", row.path("position"));
        expect(
                "url of " + editedThere + " in its file",
                "\"https://example.org/edited-unseen\"",
                ProjectFiles.read(project.files().blueprintFile(editedThere)).path("url"));
        ProjectFiles.entity(ProjectFiles.read(project.files().world()), "visitor-1");
        expectNoConflict();
        editor.close();
        editor = InWorldEditor.enter(world);
        return Outcome.of(
                        "killed; two files edited meanwhile; restarted out of the daemon's sight, a blueprint edited and an"
                                + " entity added there",
                        "back on port " + port + ": all four edits on both sides, nothing lost, no conflict")
                .in(took);
    }

    Outcome renamedFolder() throws IOException, InterruptedException {
        return new FilesAtWork(project, world).rename(app(6));
    }

    Outcome branchSwitch() throws IOException, InterruptedException {
        return new FilesAtWork(project, world).switchBranches(app(7));
    }

    private void settleAndAgree() throws IOException, InterruptedException {
        project.flush(0);
        Agreement.check(project.files(), world.snapshot());
    }

    private void expectNoConflict() throws IOException, InterruptedException {
        List<JsonNode> open = project.conflicts();
        if (!open.isEmpty()) {
            throw new StepFailed("no open conflict", open.size() + ": " + open);
        }
    }

    private static void expect(String what, String canonical, JsonNode seen) {
        String text = seen.isMissingNode() ? "absent" : CanonicalJson.text(seen);
        if (!text.equals(canonical)) {
            throw new StepFailed(what + " to be " + canonical, "it is " + text);
        }
    }

    private String name(Path file) {
        return project.root().relativize(file).toString();
    }
}
