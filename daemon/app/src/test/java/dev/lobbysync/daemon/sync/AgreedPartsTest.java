package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both sides of an object in conflict say alike is agreed on, and going back from there is an edit. */
class AgreedPartsTest {
    @Test
    void whatWasPulledBesideAScriptThatSomebodyEditedIsNotPushedWhenTheWorldTakesItBack() {
        Bench bench = Harbour.running();
        String before = bench.read(Harbour.GLOW);
        String model = bench.world().blueprint("Lantern").path("model").asText();
        bench.apart();
        bench.world().edit("Lantern", "model", bench.world().asset("lantern THEIRS", "lantern.glb"));
        bench.world().script("Lantern", "lib/glow.js", "export const glow = 'theirs'\n");
        boolean[] edited = {false};
        bench.disk().failWith((call, path) -> {
            if (!edited[0] && bench.lies("assets", "THEIRS")) {
                edited[0] = true;
                bench.write(Harbour.GLOW, "export const glow = 'mine'\n");
            }
            return null;
        });
        bench.reunite();
        bench.disk().failWith(null);
        assertThat(bench.conflicts()).as(bench.log()).containsKey("blueprint Lantern");

        bench.world().edit("Lantern", "model", model);
        bench.world().script("Lantern", "lib/glow.js", before);
        bench.settle();

        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("model").asText())
                .as(bench.log())
                .isEqualTo(model);
        assertThat(bench.read(Harbour.GLOW)).contains("mine");
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void whoGoesBackToTheOldValueOfAFieldThatWasAgreedOnMeanwhileIsHeard(Use choice) {
        Bench bench = Harbour.running();
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.LANTERN, "0.5", "0.75");
        bench.replace(Harbour.LANTERN, "mira", "ben");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().editProp("Lantern", "glow", 0.75);
        bench.world().edit("Lantern", "author", "ben");
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("desc");
        bench.restart();
        bench.replace(Harbour.LANTERN, "0.75", "0.5");
        bench.world().edit("Lantern", "author", "mira");
        bench.settle();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("desc");
        bench.resolve("blueprint Lantern", Choice.of("desc", choice));
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("0.5", "mira").contains(choice.name());
    }
}
