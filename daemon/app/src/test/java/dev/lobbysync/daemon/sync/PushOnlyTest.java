package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code BIDIRECTIONAL_SYNC=false}, the emergency brake of DESIGN 7. */
class PushOnlyTest {
    private final Bench bench = Harbour.running();

    @BeforeEach
    void brake() {
        bench.stop();
        bench.bidirectional(false);
        bench.start();
        bench.takeMutations();
    }

    /** Content, inode and times of everything but the daemon's own directory. */
    private Map<String, String> project() {
        return bench.disk().fingerprint(Bench.ROOT).entrySet().stream()
                .filter(file -> !file.getKey().startsWith(".lobby"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void release() {
        bench.stop();
        bench.bidirectional(true);
        bench.start();
    }

    private void assertCalm() {
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.status().failing()).isEmpty();
        assertThat(bench.status().pending()).isZero();
        assertThat(bench.status().guard()).isNull();
    }

    @Test
    void whateverTheWorldChangesIsCountedAndLeftAloneUntilTheBrakeIsReleased() {
        Map<String, String> before = project();
        bench.world().edit("Seat", "desc", "REMOTE");
        bench.world().remove("boat");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'REMOTE'\n");
        bench.world().script("Ferry", "@shared/math.js", "export const clamp = () => 'REMOTE'\n");
        bench.world().app("Buoy", Map.of("index.js", "export default () => {}\n"));
        bench.world().place("buoy", "Buoy");
        bench.world().setting("title", "REMOTE");
        bench.world().move("lamp", 7, 7, 7);
        bench.settle();
        bench.pass(16 * 60_000);
        assertThat(project()).isEqualTo(before);
        assertThat(bench.takeMutations()).isEmpty();
        assertCalm();
        assertThat(bench.status().leftAlone())
                .extracting(one -> one.key().toString())
                .contains(
                        "blueprint Seat",
                        "module @shared/math.js",
                        "blueprint Buoy",
                        "entity boat",
                        "entity buoy",
                        "entity lamp");
        assertThat(bench.status().notes()).contains(PushOnly.NOTE);
        assertThat(bench.status().phase().why()).contains("left alone");

        bench.restart();
        bench.runtime().restart();
        bench.settle();
        assertThat(project()).isEqualTo(before);
        assertThat(bench.takeMutations()).isEmpty();

        release();
        bench.assertInSync();
        assertThat(bench.read(Harbour.SEAT)).contains("REMOTE");
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
        assertThat(bench.row("boat")).isNull();
        assertThat(bench.takeMutations()).noneMatch(mutation -> mutation.contains("remove"));
    }

    @Test
    void whatIsPlacedLaterWithAnAppThatIsLeftAloneIsLeftAloneToo() {
        bench.world().app("Buoy", Map.of("index.js", "export default () => {}\n"));
        bench.settle();
        bench.world().place("buoy", "Buoy");
        bench.settle();
        assertCalm();
        assertThat(bench.status().leftAlone())
                .extracting(one -> one.key().toString())
                .contains("blueprint Buoy", "entity buoy");
        release();
        bench.assertInSync();
        assertThat(bench.row("buoy")).isNotNull();
    }

    @Test
    void aChoiceOfADeletionThatWouldTakeARowAlongIsRefused() {
        bench.world().edit("Seat", "desc", "REMOTE");
        bench.settle();
        bench.erase("apps/Seat");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Seat");
        SyncEngine.Resolution refused = bench.resolve("blueprint Seat", Use.LOCAL);
        assertThat(refused.kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(refused.message()).contains("BIDIRECTIONAL_SYNC=false");
        assertThat(bench.row("stool")).isNotNull();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
    }

    @Test
    void whatOnlyTheFilesChangedIsPushed() {
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed", "app.pace");
        bench.write("apps/Post/Post.json", "{ \"name\": \"Post\" }\n");
        bench.write("apps/Post/index.js", "export default () => {}\n");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.removeRow("boat");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Post")).isTrue();
        assertThat(bench.world().hasEntity("boat")).isFalse();
        assertThat(bench.status().phase().why()).isEmpty();
    }

    @Test
    void ofAnObjectThatBothChangedTheFilesPartIsPushedAndTheOtherIsLeftAlone() {
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'REMOTE'\n");
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.settle();
        Map<String, String> world = project();
        bench.replace(Harbour.LANTERN, "amber", "teal");
        bench.replace(Harbour.LANTERN_SCRIPT, "const first = 1", "const first = 11");
        Map<String, String> edited = project();
        assertThat(edited).isNotEqualTo(world);
        bench.settle();
        assertThat(project()).isEqualTo(edited);
        var props = bench.world().blueprint("Lantern").path("props");
        assertThat(props.path("color").asText()).isEqualTo("teal");
        assertThat(props.path("glow").asDouble()).isEqualTo(0.9);
        assertCalm();
        assertThat(bench.status().leftAlone())
                .extracting(one -> one.key().toString())
                .containsExactlyInAnyOrder("blueprint Lantern", "entity lamp");
        release();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("teal").contains("0.9");
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 11");
        assertThat(bench.read(Harbour.GLOW)).contains("REMOTE");
    }

    @Test
    void whatLosesToAPolicyIsNotForgottenWhileTheBrakeIsOn() {
        bench.stop();
        bench.policy("{\"blueprints\": {\"metadata\": \"runtime\"}}");
        bench.start();
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.settle();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.LANTERN, "amber", "teal");
        Map<String, String> edited = project();
        bench.settle();
        assertThat(project()).isEqualTo(edited);
        release();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("teal").contains("REMOTE");
        assertThat(bench.lies(".lobby/trash", "LOCAL")).as(bench.log()).isTrue();
    }

    @Test
    void aBackupIsNoticedThoughOnlyWhatWasLeftAloneIsLaterThanIt() {
        var backup = bench.runtime().backup();
        bench.world().editProp("Ferry", "speed", 9);
        bench.world().edit("Lantern", "desc", "LEFT ALONE");
        bench.settle();
        bench.apart();
        bench.runtime().restore(backup);
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().editProp("Seat", "tall", true);
        bench.reunite();
        bench.pass(60_000);
        assertThat(bench.world().blueprint("Lantern").path("desc").asText())
                .as(bench.log())
                .isEqualTo("REMOTE");
    }

    @Test
    void conflictsAriseAndAreResolvedWithoutAByteInTheProject() {
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().edit("Ferry", "desc", "REMOTE");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.FERRY, "\"props\"", "\"desc\": \"LOCAL\",\n  \"props\"");
        Map<String, String> before = project();
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern", "blueprint Ferry");

        SyncEngine.Resolution refused = bench.resolve("blueprint Lantern", Use.REMOTE);
        assertThat(refused.kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(refused.message()).contains("BIDIRECTIONAL_SYNC=false").contains("blueprint Lantern");
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern", "blueprint Ferry");

        assertThat(bench.resolve("blueprint Ferry", Use.LOCAL).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        assertThat(bench.world().blueprint("Ferry").path("desc").asText()).isEqualTo("LOCAL");
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.world().edit("Lantern", "desc", "LOCAL");
        bench.settle();
        assertThat(bench.conflicts()).isEmpty();
        assertThat(project()).isEqualTo(before);
        release();
        bench.assertInSync();
    }

    @Test
    void anAppWhoseRowsRemainStaysInTheWorldUntilTheyGo() {
        bench.erase("apps/Ferry");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).singleElement().satisfies(held -> assertThat(held.reason())
                .contains("world.json still places entity boat")
                .contains("remove the row"));
        bench.removeRow("boat");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Ferry")).isFalse();
    }

    @Test
    void aMissingAssetIsNotBroughtBack() {
        bench.erase("assets/icon.png");
        bench.pass(120_000);
        assertThat(bench.has("assets/icon.png")).isFalse();
        assertThat(bench.takeMutations()).isEmpty();
        release();
        bench.pass(10_000);
        assertThat(bench.has("assets/icon.png")).isTrue();
    }

    @Test
    void aFirstMeetingWithAnEmptyProjectWritesNothing() {
        Bench empty = new Bench();
        empty.bidirectional(false);
        empty.world().app("Buoy", Map.of());
        empty.world().place("buoy", "Buoy");
        empty.start();
        empty.settle();
        assertThat(empty.disk().files(Bench.ROOT)).isEmpty();
        assertThat(empty.takeMutations()).isEmpty();
        assertThat(empty.status().held()).isEmpty();
        empty.stop();
        empty.bidirectional(true);
        empty.start();
        empty.assertInSync();
    }

    @Test
    void aNewAppDoesNotCarryAnOldSharedModuleIntoTheWorld() {
        bench.world().script("Ferry", "@shared/math.js", "export const clamp = () => 'REMOTE'\n");
        bench.settle();
        bench.write("apps/Post/Post.json", "{ \"id\": \"Post\", \"name\": \"Post\" }\n");
        bench.write("apps/Post/index.js", "import { clamp } from '@shared/math.js'\nexport default () => clamp(1)\n");
        bench.settle();
        assertThat(bench.world().hasBlueprint("Post")).isFalse();
        assertThat(bench.status().held()).singleElement().satisfies(held -> assertThat(held.reason())
                .contains("@shared/math.js"));
        release();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
        assertThat(bench.world().hasBlueprint("Post")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aCrashAfterAPushDoesNotMakeAnEditOfTheWorldOurs(int request) {
        Bench bench = Harbour.running();
        bench.stop();
        bench.bidirectional(false);
        bench.start();
        String script = bench.read(Harbour.LANTERN_SCRIPT);
        bench.world().script("Lantern", "index.js", script.replace("first = 1", "first = 'REMOTE'"));
        bench.settle();
        bench.remote().faults().crashAt(request, true, () -> bench.disk().crashBefore(1));
        bench.write("apps/Lantern/lib/more.js", "export const more = 'LOCAL'\n");
        bench.settle();
        if (!bench.time().isAlive()) {
            bench.revive(Loss.NOTHING);
            bench.start();
        }
        bench.remote().faults().calm();
        bench.settle();
        bench.stop();
        bench.bidirectional(true);
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).as(bench.log()).contains("REMOTE");
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/more.js"))
                .isTrue();
    }
}
