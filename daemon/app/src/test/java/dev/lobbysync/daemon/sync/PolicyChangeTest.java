package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A changed policy is never an edit or a delete; its version is stored with the bases (ENGINE S5). */
class PolicyChangeTest {
    private static final String KEYED = """
            {"blueprints": {"props.items[]": {"array": "keyed", "key": ["id"]}, "props.tags[]": {"array": "set"}}}""";

    private final Bench bench = Harbour.running();

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"blueprints": {"script": "local", "metadata": "local", "props": "local"},
                 "entities": {"transform": "local", "props": "local", "state": "local"},
                 "world": {"settings": {"*": "local"}, "spawn": {"position": "local", "quaternion": "local"}}}""", """
                {"blueprints": {"script": "runtime", "metadata": "runtime", "props": "runtime"},
                 "entities": {"transform": "runtime", "props": "runtime", "state": "runtime"},
                 "world": {"settings": {"*": "runtime"}, "spawn": {"position": "runtime"}}}""", """
                {"entities": {"state": "shared", "props.items[].open": "local"},
                 "blueprints": {"props.color": "runtime", "name": "local"}, "world": {"settings.title": "runtime"}}""", KEYED, """
                {"blueprints": {"props.*[]": {"array": "set"}, "props.items[]": {"array": "keyed", "key": ["id", "n"]}}}"""})
    void whateverChangesInThePolicyNothingIsWritten(String file) {
        lists("[{\"id\":\"b\",\"n\":1},{\"id\":\"a\",\"n\":1},{\"id\":\"a\",\"n\":2}]", "[\"x\",\"x\",2]");
        bench.settle();
        restart(file);
        assertThat(bench.log()).contains("the merge policy has changed");
        restart("{}");
        restart(file);
    }

    @Test
    void editsOfBothSidesBetweenTheTwoPoliciesAreMergedByTheNewOne() {
        lists("[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":1}]", "[\"x\"]");
        bench.settle();
        bench.stop();
        bench.replace(Harbour.LANTERN, "\"a\",\"n\":1", "\"a\",\"n\":2");
        bench.world().editProp("Lantern", "items", List.of(Map.of("id", "a", "n", 1), Map.of("id", "b", "n", 5)));
        bench.policy(KEYED);
        bench.start();
        assertThat(bench.conflicts()).isEmpty();
    }

    @Test
    void theVersionGoesWithTheNextThingThatIsAgreedOn() throws IOException {
        bench.stop();
        assertThat(bench.read(".lobby/sync-state.json")).contains("\"policy\":\"");
        String before = version();
        bench.policy(KEYED);
        bench.start();
        bench.stop();
        assertThat(version()).isEqualTo(before);
        bench.start();
        bench.world().move("lamp", 3, 0, 0);
        bench.settle();
        bench.stop();
        assertThat(version()).isNotEqualTo(before);
        int told = told();
        bench.start();
        assertThat(told()).isEqualTo(told);
        bench.assertInSync();
    }

    private int told() {
        return bench.log().split("the merge policy has changed", -1).length;
    }

    private String version() {
        return bench.json(".lobby/sync-state.json").at("/daemon/policy").asText();
    }

    private void lists(String items, String tags) {
        bench.replace(Harbour.LANTERN, "\"glow\": 0.5", "\"glow\": 0.5, \"items\": " + items + ", \"tags\": " + tags);
    }

    /** Starts anew under a policy and sees that neither side was touched. */
    private void restart(String file) {
        bench.stop();
        Map<String, String> before = project();
        bench.takeMutations();
        bench.policy(file);
        bench.start();
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(project()).isEqualTo(before);
        bench.assertInSync();
    }

    /** The files that are a person's. */
    private Map<String, String> project() {
        Map<String, String> files = new HashMap<>();
        bench.disk().files(Bench.ROOT).forEach((path, bytes) -> {
            if (!path.startsWith(".lobby/")) {
                files.put(path, new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return files;
    }
}
