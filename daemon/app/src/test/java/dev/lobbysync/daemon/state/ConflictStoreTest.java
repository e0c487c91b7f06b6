package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.blueprint;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.ConflictFiles;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.ConflictStore.Reported;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.SimulatedCrash;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConflictStoreTest {
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");
    private static final String MARKED = "a\n<<<<<<< local\nb\n=======\nc\n>>>>>>> remote\n";
    private final StateFixture project = new StateFixture();

    private FileConflictStore open() throws IOException {
        return FileConflictStore.open(project.disk, ROOT, StateFixture.WORLD, project.clock, project.random);
    }

    static ConflictDraft draft(String id, String local, Map<String, ScriptVersions> scripts) {
        return new ConflictDraft(
                ObjectKey.blueprint(id),
                "u-1",
                blueprint(id, "base"),
                blueprint(id, local),
                blueprint(id, "remote"),
                blueprint(id, local),
                List.of(new FieldConflict(
                        "name",
                        "shared",
                        TextNode.valueOf("base"),
                        TextNode.valueOf(local),
                        TextNode.valueOf("remote"))),
                List.of(new FieldConflict("script", "local", null, TextNode.valueOf("x"), TextNode.valueOf("y"))),
                List.of(new Explained("desc", "remote", "only-remote-changed", "only the world changed it")),
                scripts);
    }

    static Map<String, ScriptVersions> scripts(String path, String local) {
        return Map.of(path, new ScriptVersions(utf8("a\n"), utf8(local), utf8("c\n"), utf8(MARKED + local)));
    }

    private Path beside(ConflictArtifact artifact, String file) {
        return project.paths.conflicts().resolve(artifact.id()).resolve(file);
    }

    @Test
    void anArtifactHasTheShapeThatUpstreamsToolKnows() throws IOException {
        ConflictArtifact artifact =
                open().report(draft("Lantern", "mine", Map.of()), "startup", 12).artifact();
        JsonNode document =
                Json.parse(project.disk.bytes(project.paths.conflicts().resolve(artifact.id() + ".json")));
        assertThat(artifact.id()).matches("[0-9a-zA-Z]{10}");
        assertThat(document.path("formatVersion").asInt()).isEqualTo(1);
        assertThat(document.path("id").asText()).isEqualTo(artifact.id());
        assertThat(document.path("status").asText()).isEqualTo("open");
        assertThat(document.path("createdAt").asText()).isEqualTo("2026-03-02T08:00:00.000Z");
        assertThat(document.path("resolvedAt").isNull()).isTrue();
        assertThat(document.path("worldId").asText()).isEqualTo(StateFixture.WORLD);
        assertThat(document.path("reason").asText()).isEqualTo("startup");
        assertThat(document.path("cursor").asLong()).isEqualTo(12);
        assertThat(document.path("kind")).isEqualTo(document.path("objectType"));
        assertThat(document.path("objectId").asText()).isEqualTo("Lantern");
        assertThat(document.path("localHash").asText()).isEqualTo(CanonicalJson.sha256(blueprint("Lantern", "mine")));
        assertThat(document.at("/unresolvedFields/0").toString())
                .isEqualTo(
                        "{\"path\":\"name\",\"ownership\":\"shared\",\"base\":\"base\",\"local\":\"mine\",\"remote\":\"remote\"}");
        assertThat(document.at("/autoResolvedFields/0").toString())
                .isEqualTo(
                        "{\"path\":\"script\",\"ownership\":\"local\",\"resolution\":\"local-policy\",\"value\":\"x\"}");
    }

    @Test
    void anArtifactTellsWhyAndHowItCameAboutAndHowItEnded() throws IOException {
        FileConflictStore store = open();
        TextNode odd = TextNode.valueOf("Ünï");
        ConflictArtifact artifact = store.report(
                        new ConflictDraft(
                                LANTERN,
                                "u-1",
                                blueprint("Lantern", "base"),
                                blueprint("Lantern", "Ünï"),
                                null,
                                blueprint("Lantern", "Ünï"),
                                List.of(
                                        new FieldConflict("name", "shared", odd, odd, odd, null, false, "both did"),
                                        new FieldConflict("tags", "shared", odd, odd, odd, null, true, "")),
                                List.of(),
                                List.of(new Explained("desc", "remote", "only-remote-changed", "only the world did")),
                                Map.of()),
                        "startup",
                        12)
                .artifact();
        Path file = project.paths.conflicts().resolve(artifact.id() + ".json");
        JsonNode daemon = Json.parse(project.disk.bytes(file)).path("daemon");
        assertThat(daemon.path("fields").toString())
                .isEqualTo("{\"name\":{\"why\":\"both did\"},\"tags\":{\"why\":\"\",\"order\":true}}");
        assertThat(daemon.path("explained").toString())
                .isEqualTo("[{\"path\":\"desc\",\"won\":\"remote\",\"rule\":\"only-remote-changed\","
                        + "\"sentence\":\"only the world did\"}]");
        assertThat(project.disk.text(file)).as("for people").contains("Ünï");

        store.close(artifact.id(), null);
        assertThat(Json.parse(project.disk.bytes(file)).at("/daemon/closedBy").asText())
                .isEqualTo("agreement");
        String another = store.report(draft("Pier", "mine", Map.of()), "live", 13)
                .artifact()
                .id();
        store.close(another, Use.LOCAL);
        assertThat(store.find(another).orElseThrow().document().path("daemon").has("closedBy"))
                .isFalse();
    }

    @Test
    void reportingTheSameAgainWritesNothingAndIsNoNews() throws IOException {
        assertThat(open().report(draft("Lantern", "mine", scripts("index.js", "b\n")), "startup", 12)
                        .news())
                .isTrue();
        Map<String, String> before = project.disk.fingerprint(ROOT);
        project.clock.advance(60_000);
        Reported again = open().report(draft("Lantern", "mine", scripts("index.js", "b\n")), "reconnect", 13);
        assertThat(again.news()).isFalse();
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void oneOpenArtifactPerObjectIsRefreshedInPlace() throws IOException {
        FileConflictStore store = open();
        String id = store.report(draft("Lantern", "mine", Map.of()), "startup", 12)
                .artifact()
                .id();
        project.clock.advance(60_000);
        Reported refreshed = store.report(draft("Lantern", "ours", Map.of()), "live", 14);
        assertThat(refreshed.news()).isTrue();
        assertThat(refreshed.artifact().id()).isEqualTo(id);
        assertThat(refreshed.artifact().createdAt()).isEqualTo("2026-03-02T08:00:00.000Z");
        assertThat(open().open()).hasSize(1);
        assertThat(open().openFor(LANTERN)).hasValueSatisfying(artifact -> assertThat(
                        artifact.document().at("/local/name").asText())
                .isEqualTo("ours"));
    }

    @Test
    void scriptsLieBesideTheArtifactAndAnEditSurvivesWhateverHappens() throws IOException {
        FileConflictStore store = open();
        ConflictArtifact artifact = store.report(draft("Lantern", "mine", scripts("@shared/a/b.js", "b\n")), "live", 1)
                .artifact();
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.base"))).isEqualTo("a\n");
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.local"))).isEqualTo("b\n");
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.remote"))).isEqualTo("c\n");
        assertThatThrownBy(() -> store.editedScripts(artifact.id(), Set.of()))
                .hasMessageContaining(".lobby/conflicts/" + artifact.id() + "/shared/a/b.js.merged")
                .hasMessageContaining("line 2");

        project.disk.install(beside(artifact, "shared/a/b.js.merged"), "edited\n");
        assertThat(store.editedScripts(artifact.id(), Set.of()).get("@shared/a/b.js"))
                .asString()
                .isEqualTo("edited\n");
        store.report(draft("Lantern", "other metadata", scripts("@shared/a/b.js", "b\n")), "live", 2);
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.merged"))).isEqualTo("edited\n");

        store.report(draft("Lantern", "other metadata", scripts("@shared/a/b.js", "changed\n")), "live", 3);
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.merged.old-1")))
                .isEqualTo("edited\n");
        assertThat(project.disk.text(beside(artifact, "shared/a/b.js.merged"))).isEqualTo(MARKED + "changed\n");

        store.report(draft("Lantern", "no scripts", Map.of()), "live", 4);
        assertThat(project.disk.fingerprint(project.paths.conflicts().resolve(artifact.id())))
                .containsOnlyKeys("shared", "shared/a", "shared/a/b.js.merged.old-1");
        assertThat(store.editedScripts(artifact.id(), Set.of())).isEmpty();
    }

    @Test
    void aMergedFileThatNobodyEditedIsSimplyRefreshed() throws IOException {
        FileConflictStore store = open();
        ConflictArtifact artifact = store.report(draft("Lantern", "mine", scripts("index.js", "b\n")), "live", 1)
                .artifact();
        store.report(draft("Lantern", "mine", scripts("index.js", "d\n")), "live", 2);
        assertThat(project.disk.text(beside(artifact, "index.js.merged"))).isEqualTo(MARKED + "d\n");
        assertThat(project.disk.exists(beside(artifact, "index.js.merged.old-1")))
                .isFalse();
    }

    @Test
    void scriptPathsNeverLeadOutOfTheArtifact() throws IOException {
        for (String path : List.of("../../x.js", "/etc/x.js", "a//b.js", "shared/x.js", "a\u0000.js", "c:\\x.js")) {
            assertThat(ConflictFiles.fileName(path)).matches("script-[0-9a-f]{16}");
        }
        assertThat(ConflictFiles.fileName("@shared/../x.js")).matches("script-[0-9a-f]{16}");
        assertThat(ConflictFiles.fileName("lib/x.js")).isEqualTo("lib/x.js");
    }

    @Test
    void aBrokenArtifactAffectsOnlyItself() throws IOException {
        open().report(draft("Lantern", "mine", Map.of()), "startup", 12);
        Path broken = project.paths.conflicts().resolve("brokenbrok.json");
        project.disk.install(broken, "{\"id\":");
        FileConflictStore store = open();
        assertThat(store.open()).hasSize(1);
        assertThat(store.notices()).singleElement().asString().contains("brokenbrok.json");
        assertThat(project.disk.text(broken)).isEqualTo("{\"id\":");
    }

    @Test
    void openArtifactsAreNeverDroppedAndAHundredResolvedOnesAreKept() throws IOException {
        FileConflictStore store = open();
        store.report(draft("Forever", "mine", scripts("index.js", "b\n")), "live", 0);
        for (int i = 1; i <= 105; i++) {
            project.clock.advance(1000);
            String id = store.report(draft("Lantern", "mine" + i, scripts("index.js", "b\n")), "live", i)
                    .artifact()
                    .id();
            store.close(id, i % 2 == 0 ? Use.LOCAL : null);
        }
        FileConflictStore reread = open();
        assertThat(reread.all()).hasSize(101);
        assertThat(reread.open()).extracting(ConflictArtifact::key).containsExactly(ObjectKey.blueprint("Forever"));
        assertThat(project.disk.fingerprint(project.paths.conflicts()).keySet().stream()
                        .filter(name -> name.endsWith(".js.merged")))
                .hasSize(101);
        assertThat(reread.all().get(0).document().path("resolvedWith").isNull()).isTrue();
        assertThat(reread.all().get(1).document().path("resolvedWith").asText()).isEqualTo("local");
        assertThat(reread.all()
                        .get(1)
                        .document()
                        .at("/resolutionSummary/objectId")
                        .asText())
                .isEqualTo("Lantern");
    }

    @Test
    void severalOpenArtifactsOfOneObjectAreSettledTogether() throws IOException {
        ConflictArtifact ours =
                open().report(draft("Lantern", "mine", Map.of()), "startup", 12).artifact();
        String older =
                ours.document().toString().replace(ours.id(), "upstreams1").replace("2026-03-02T08", "2026-03-01T08");
        project.disk.install(project.paths.conflicts().resolve("upstreams1.json"), older);
        FileConflictStore store = open();
        assertThat(store.openFor(LANTERN)).map(ConflictArtifact::id).hasValue(ours.id());
        assertThat(store.open()).hasSize(2);
        store.close(ours.id(), Use.MERGED);
        assertThat(store.open()).isEmpty();
        assertThat(store.openFor(LANTERN)).isEmpty();
        assertThat(open().open()).isEmpty();
    }

    @Test
    void conflictsOfAnotherWorldStayButDoNotFreezeThisOne() throws IOException {
        open().report(draft("Lantern", "mine", Map.of()), "live", 1);
        FileConflictStore elsewhere =
                FileConflictStore.open(project.disk, ROOT, "elsewhere", project.clock, project.random);
        assertThat(elsewhere.open()).isEmpty();
        elsewhere.report(draft("Lantern", "theirs", Map.of()), "live", 1);
        assertThat(open().openFor(LANTERN)).hasValueSatisfying(artifact -> assertThat(
                        artifact.document().at("/local/name").asText())
                .isEqualTo("mine"));
        assertThat(FileConflictStore.open(project.disk, ROOT, null, project.clock, project.random)
                        .open())
                .hasSize(2);
    }

    @Test
    void afterACrashAtAnyCallTheNextReportMakesItRight() throws IOException {
        for (Loss loss : Loss.values()) {
            long k = 1;
            boolean crashed = true;
            while (crashed) {
                StateFixture crashing = new StateFixture();
                crashing.disk.crashAfter(k++);
                crashed = false;
                try {
                    FileConflictStore store = FileConflictStore.open(
                            crashing.disk, ROOT, StateFixture.WORLD, crashing.clock, crashing.random);
                    store.report(draft("Lantern", "mine", scripts("index.js", "b\n")), "live", 1);
                    store.report(draft("Lantern", "mine", scripts("index.js", "d\n")), "live", 2);
                } catch (SimulatedCrash crash) {
                    crashed = true;
                }
                crashing.disk.crash(loss);
                FileConflictStore store = FileConflictStore.open(
                        crashing.disk, ROOT, StateFixture.WORLD, crashing.clock, crashing.random);
                assertThat(store.notices()).isEmpty();
                ConflictArtifact artifact = store.report(
                                draft("Lantern", "mine", scripts("index.js", "d\n")), "live", 2)
                        .artifact();
                assertThat(store.open()).hasSize(1);
                assertThat(crashing.disk.text(crashing.paths
                                .conflicts()
                                .resolve(artifact.id())
                                .resolve("index.js.merged")))
                        .isEqualTo(MARKED + "d\n");
            }
        }
    }

    @Test
    void whatAPersonSettledIsKeptUntilTheFieldChanges() throws IOException {
        FileConflictStore store = open();
        ConflictArtifact artifact =
                store.report(draft("Lantern", "mine", Map.of()), "live", 1).artifact();
        assertThat(artifact.unsettled()).containsExactly("name");
        store.settle(artifact.id(), "name", new FieldChoice(Use.REMOTE, null));

        store = open();
        assertThat(store.report(draft("Lantern", "mine", Map.of()), "live", 2).news())
                .isFalse();
        assertThat(store.find(artifact.id()).orElseThrow().settled())
                .containsEntry("name", new FieldChoice(Use.REMOTE, null));

        store.report(draft("Lantern", "mine", scripts("index.js", "b\n")), "live", 3);
        assertThat(store.find(artifact.id()).orElseThrow().unsettled())
                .as("something else changed")
                .isEmpty();
        store.report(draft("Lantern", "another", Map.of()), "live", 4);
        assertThat(store.find(artifact.id()).orElseThrow().unsettled()).containsExactly("name");
    }
}
