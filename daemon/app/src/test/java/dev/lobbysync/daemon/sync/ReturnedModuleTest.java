package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A shared module that goes back to an earlier text, as a checkout of an old commit and the return from it make it, while
 * the text in between is still being handed to the other importers.
 */
class ReturnedModuleTest {
    private static final String COPY = "@shared/math.js";
    private static final String SEND = "blueprint_modify";

    private final Bench bench = Harbour.running();
    private final String text = bench.read(Harbour.MATH);
    private final String old = text.replace("low = 0", "low = 'OLD'");

    private void assertEverywhere(String expected) {
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).isEqualTo(expected);
        for (String app : new String[] {"Ferry", "Lantern"}) {
            assertThat(copyOf(app)).as(app + "\n" + bench.log()).isEqualTo(expected);
        }
        bench.assertInSync();
    }

    private String copyOf(String app) {
        String url = bench.world().blueprint(app).path("scriptFiles").path(COPY).asText();
        return new String(Objects.requireNonNull(bench.runtime().assets().get(url)), StandardCharsets.UTF_8);
    }

    private void inTheWorld(String app, String said) {
        bench.world().script(app, COPY, said);
    }

    @Test
    void aCopyThatReturnsToItsEarlierTextIsNewsWhileTheLaterTextIsHandedOut() {
        bench.remote().faults().before(SEND, () -> inTheWorld("Ferry", text));
        inTheWorld("Ferry", old);
        bench.settle();
        assertEverywhere(text);
    }

    @Test
    void soItIsWhereTheImporterCouldNotBeSettledInBetween() {
        String index = bench.read(Harbour.FERRY_SCRIPT);
        bench.remote().faults().before(SEND, () -> {
            inTheWorld("Ferry", text);
            bench.write(Harbour.FERRY_SCRIPT, index + "// here\n");
        });
        bench.world().script("Ferry", "index.js", "// there\n" + index);
        inTheWorld("Ferry", old);
        bench.settle();
        assertEverywhere(text);
        assertThat(bench.read(Harbour.FERRY_SCRIPT)).contains("here", "there");
    }

    @Test
    void aCopyThatReturnsWhileItsBlueprintIsFrozenIsNews() {
        bench.apart();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().editProp("Ferry", "speed", "six");
        inTheWorld("Ferry", old);
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry");
        assertThat(copyOf("Lantern")).isEqualTo(old);
        inTheWorld("Ferry", text);
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).isEqualTo(text);
        assertThat(copyOf("Lantern")).isEqualTo(text);
    }

    /** A person's checkout of the old text reaches the ferry only; then they return, and git is at it for a while. */
    private void oldTextReachesTheFerryOnly() {
        bench.remote().faults().before(SEND, () -> {
            bench.world().editProp("Lantern", "visitor", "VISITOR");
            bench.git().busy("checkout");
        });
        bench.write(Harbour.MATH, old);
        bench.settle();
        assertThat(copyOf("Ferry")).isEqualTo(old);
        assertThat(copyOf("Lantern")).isEqualTo(text);
        bench.write(Harbour.MATH, text);
    }

    @Test
    void whoTakesATextBackIsNotOverruledByWhoHandsItOutAtThatTime() {
        oldTextReachesTheFerryOnly();
        inTheWorld("Lantern", old);
        bench.git().busy(null);
        bench.settle();
        assertEverywhere(text);
    }

    @Test
    void norByWhoHandsItOutAfterwards() {
        oldTextReachesTheFerryOnly();
        bench.git().busy(null);
        bench.settle();
        assertEverywhere(text);
        inTheWorld("Lantern", old);
        bench.settle();
        assertEverywhere(text);
    }

    @Test
    void norByWhoHandsItOutBetweenTheOthers() {
        oldTextReachesTheFerryOnly();
        bench.remote().faults().before(SEND, () -> {
            inTheWorld("Lantern", old);
            bench.world().editProp("Ferry", "visitor", "VISITOR");
        });
        bench.git().busy(null);
        bench.settle();
        assertEverywhere(text);
    }

    @Test
    void aVisitorWhoBringsAnEarlierTextBackIsHeard() {
        inTheWorld("Ferry", old);
        bench.settle();
        assertEverywhere(old);
        inTheWorld("Lantern", text);
        bench.settle();
        assertEverywhere(text);
        bench.restart();
        inTheWorld("Ferry", old);
        bench.settle();
        assertEverywhere(old);
    }
}
