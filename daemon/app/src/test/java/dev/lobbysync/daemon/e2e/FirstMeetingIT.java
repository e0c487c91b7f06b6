package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A teammate clones the repository of a project that somebody else keeps in step with a world. */
class FirstMeetingIT {
    @TempDir
    private Path directory;

    private Rig rig;
    private GitRepo repo;
    private ProjectDir mate;

    /** The project is in step, committed, and cloned; the clone has no {@code .lobby}. */
    @BeforeEach
    void cloned() throws IOException {
        rig = Rig.stopped(directory.resolve("first"));
        repo = new GitRepo(rig.project.root());
        rig.project.write(".gitignore", ".lobby/*\n.env\n");
        repo.commit();
        Path clone = directory.resolve("mate");
        repo.git("clone", "-q", rig.project.root().toString(), clone.toString());
        mate = new ProjectDir(clone);
        rig.link.forget();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private DaemonProcess gamedev(String command, String... flags) {
        List<String> words = new ArrayList<>(List.of("sync", command, "--project=" + mate.root()));
        words.addAll(List.of(flags));
        return rig.process(words);
    }

    /** The files of the project; the root's own time moves with {@code .lobby}. */
    private Stamps stamps() throws IOException {
        return Stamps.of(mate.root(), name -> !name.isEmpty() && !name.startsWith(".lobby"));
    }

    private void assertInStep() {
        rig.eventually(() -> new InStep(mate.root(), rig.editor()).check(Set.of()));
    }

    @Test
    void whatTheWorldChangedSinceIsPulledAndNothingIsPushed() {
        rig.editor().prop("Lamp", "glow", 5);
        rig.editor().script("Bell", "index.js", "export default app => 'rung'\n");
        rig.editor().setting("title", "Moved on");
        long head = rig.head();
        DaemonProcess daemon = gamedev("start").awaitReady();
        assertInStep();
        assertThat(mate.read("apps/Bell/index.js")).contains("rung");
        assertThat(rig.head()).isEqualTo(head);
        daemon.stop();
        assertThat(gamedev("conflicts").awaitExit()).isZero();
    }

    @Test
    void whatTheFilesChangedSinceIsPushed() {
        mate.edit("apps/Lamp/Lamp.json", "\"glow\": 1", "\"glow\": 9");
        repo.gitIn(mate.root(), "commit", "-qam", "brighter");
        mate.edit("apps/Bell/index.js", "'bell'", "'uncommitted'");
        mate.editEntity("lamp-a", row -> row.put("pinned", true));
        gamedev("start").awaitReady();
        assertInStep();
        assertThat(rig.editor().blueprint("Lamp").at("/props/glow").asInt()).isEqualTo(9);
        assertThat(rig.editor().entity("lamp-a").path("pinned").asBoolean()).isTrue();
    }

    @Test
    void disjointEditsOfBothSidesGoBothWaysAndTheSameFieldIsAConflict() {
        mate.edit("apps/Lamp/Lamp.json", "\"glow\": 1", "\"glow\": 9");
        mate.edit("apps/Sign/Sign.json", "Welcome", "Ahoy");
        repo.gitIn(mate.root(), "commit", "-qam", "mine");
        rig.editor().prop("Bell", "tone", "d");
        rig.editor().prop("Sign", "text", "Moin");
        DaemonProcess daemon = gamedev("start").awaitReady();
        rig.eventually(() -> {
            assertThat(rig.editor().blueprint("Lamp").at("/props/glow").asInt()).isEqualTo(9);
            assertThat(mate.json("apps/Bell/Bell.json").at("/props/tone").asText())
                    .isEqualTo("d");
        });
        assertThat(daemon.out()).contains("1 conflict is open");
        daemon.stop();
        assertThat(mate.read("apps/Sign/Sign.json")).contains("Ahoy");
    }

    @Test
    void whereEachLacksSomethingAPersonIsNeededAndThePlanIsShown() throws IOException {
        mate.write("apps/Buoy/Buoy.json", "{\n  \"id\": \"Buoy\"\n}\n");
        rig.editor().addEntity("{'id':'crate','blueprint':'Sign','position':[9,0,0]}");
        long head = rig.head();
        Stamps before = stamps();
        DaemonProcess refused = gamedev("start");
        assertThat(refused.awaitExit()).as(refused.toString()).isEqualTo(1);
        assertThat(refused.printed())
                .contains("blueprint Buoy", "entity crate", "gamedev sync start --yes", "gamedev sync plan");
        assertThat(stamps()).isEqualTo(before);
        assertThat(rig.head()).isEqualTo(head);
        DaemonProcess daemon = gamedev("start", "--yes").awaitReady();
        assertInStep();
        assertThat(rig.editor().has("blueprints", "Buoy")).isTrue();
        assertThat(mate.hasEntity("crate")).isTrue();
        daemon.stop();
    }

    @Test
    void aPlanChangesNotAByteAnywhere() throws IOException {
        mate.edit("apps/Lamp/Lamp.json", "\"glow\": 1", "\"glow\": 9");
        mate.edit("apps/Sign/Sign.json", "Welcome", "Ahoy");
        rig.editor().prop("Bell", "tone", "d");
        rig.editor().prop("Sign", "text", "Moin");
        long head = rig.head();
        rig.link.forget();
        Stamps before = Stamps.of(mate.root(), name -> true);
        DaemonProcess text = gamedev("plan");
        assertThat(text.awaitExit()).as(text.toString()).isEqualTo(1);
        assertThat(text.out())
                .contains(
                        "To push into the world (1)", "To pull into the files (1)", "Conflicts, for you to decide (1)")
                .contains("only the files changed since commit ", "only the world changed since operation ")
                .contains("Next: gamedev sync start");
        DaemonProcess json = gamedev("plan", "--json", "--prefer", "remote");
        assertThat(json.awaitExit()).as(json.toString()).isZero();
        JsonNode plan = Editor.node(json.out());
        assertThat(plan.path("firstMeeting").asBoolean()).isTrue();
        assertThat(plan.path("pull").findValuesAsText("id")).containsExactly("Bell", "Sign");
        assertThat(plan.path("push").findValuesAsText("id")).containsExactly("Lamp");
        assertThat(Stamps.of(mate.root(), name -> true)).isEqualTo(before);
        assertThat(mate.has(".lobby")).isFalse();
        assertThat(rig.link.mutations()).isEmpty();
        assertThat(rig.head()).isEqualTo(head);
    }

    @Test
    void aPlanAsksTheRunningDaemonAndIsRefusedWhereTheStartWouldBe() {
        DaemonProcess daemon = gamedev("start").awaitReady();
        DaemonProcess plan = gamedev("plan");
        assertThat(plan.awaitExit()).as(plan.toString()).isZero();
        assertThat(plan.out()).contains("Nothing to do");
        daemon.stop();
        rig.environment("ADMIN_CODE", "wrong");
        DaemonProcess refused = gamedev("plan");
        assertThat(refused.awaitExit()).as(refused.toString()).isEqualTo(3);
        rig.environment("ADMIN_CODE", Rig.CODE);
        rig.stopRuntime();
        DaemonProcess away = gamedev("plan");
        assertThat(away.awaitExit()).as(away.toString()).isEqualTo(2);
        rig.startRuntime();
        DaemonProcess wrong = gamedev("plan", "--prefer", "mine");
        assertThat(wrong.awaitExit()).as(wrong.toString()).isEqualTo(64);
    }

    @Test
    void anInitialisedSampleIsPushedWithoutAQuestion() throws IOException {
        try (Rig fresh = Rig.empty(directory.resolve("fresh"), PacketTable.R1)) {
            DaemonProcess init =
                    fresh.cli("sync", "init", "--sample", "--world-url", fresh.link.url(), "--world-id", Rig.WORLD);
            assertThat(init.awaitExit()).as(init.toString()).isZero();
            assertThat(fresh.project.read(".env")).contains("WORLD_URL=" + fresh.link.url(), "WORLD_ID=" + Rig.WORLD);
            fresh.start().awaitReady();
            fresh.assertInStep();
            assertThat(fresh.conflicts()).isEmpty();
            assertThat(fresh.editor().entity("hello00001").path("blueprint").asText())
                    .isEqualTo("Hello");
            assertThat(fresh.editor().blueprint("Hello").path("scriptFiles").has("index.js"))
                    .isTrue();
        }
    }
}
