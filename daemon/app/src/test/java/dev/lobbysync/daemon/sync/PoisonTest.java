package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.protocol.json.Json;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One object beyond all reason, on either side: it may wait, it is told in few words, and nobody waits with it (ENGINE T13). */
class PoisonTest {
    private static final int MANY = Integer.getInteger("poison.fields", 20_000);

    /** What somebody does to the world or to the files. */
    enum Poison {
        MANY_FIELDS_IN_THE_WORLD(bench -> bench.world().edit("Seat", "props", manyFields())),
        DEEP_IN_THE_WORLD(bench -> bench.world().edit("Seat", "props", deep(900))),
        A_LONG_TEXT_IN_THE_WORLD(bench -> bench.world().edit("Seat", "desc", "x".repeat(2 << 20))),
        A_LONG_ID_IN_THE_WORLD(bench -> bench.world().app("y".repeat(1 << 20), Map.of("index.js", "'poison'\n"))),
        A_LONG_ID_IN_A_FILE(bench ->
                bench.write("apps/Long/Long.json", "{ \"id\": \"" + "z".repeat(1 << 20) + "\", \"props\": {} }\n")),
        MANY_FIELDS_IN_A_FILE(bench -> bench.write(
                Harbour.SEAT, "{ \"id\": \"Seat\", \"name\": \"Seat\", \"props\": " + manyFields() + " }\n")),
        DEEP_IN_A_FILE(bench -> bench.write(
                Harbour.SEAT,
                "{ \"id\": \"Seat\", \"props\": " + "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000) + "}")),
        NO_NUMBER_IN_A_FILE(bench -> bench.write(Harbour.SEAT, "{ \"id\": \"Seat\", \"props\": { \"n\": 1e999 } }")),
        A_LONG_SCRIPT_PATH_IN_THE_WORLD(bench -> bench.world().script("Seat", "x".repeat(300) + ".js", "'poison'\n")),
        HALF_A_CHARACTER_IN_THE_WORLD(bench -> bench.world().edit("Seat", "desc", "half \ud800")),
        A_ROW_WITHOUT_SENSE(bench -> bench.layoutRow("stool", row -> row.put("position", "nowhere"))),
        A_FILE_OF_NULS(bench -> bench.write(Harbour.SEAT, new byte[70_000]));

        private final Consumer<Bench> deed;

        Poison(Consumer<Bench> deed) {
            this.deed = deed;
        }
    }

    private static JsonNode manyFields() {
        ObjectNode props = Json.object();
        for (int i = 0; i < MANY; i++) {
            props.put("field " + i, i);
        }
        return props;
    }

    private static JsonNode deep(int levels) {
        ObjectNode inner = Json.object().put("a", 1);
        for (int i = 1; i < levels; i++) {
            inner = Json.object().set("a", inner);
        }
        return inner;
    }

    @ParameterizedTest
    @EnumSource
    void nobodyWaitsForIt(Poison poison) {
        Bench bench = Harbour.running();
        poison.deed.accept(bench);
        bench.settle();
        work(bench, "one");
        assertToldInFewWords(bench);
        bench.pass(600_000);
        assertThat(bench.telemetry().lines().size()).as(bench.log()).isLessThan(500);
        bench.restart();
        work(bench, "two");
        assertToldInFewWords(bench);
    }

    private static void work(Bench bench, String token) {
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed = ", "app.speed = '" + token + "' + ");
        bench.world().edit("Lantern", "desc", token);
        bench.world().move("lamp", token.length(), 1, 1);
        bench.settle();
        assertThat(bench.read(Harbour.LANTERN)).contains(token);
        assertThat(bench.row("lamp").path("position").path(1).asInt()).isEqualTo(1);
        assertThat(bench.runtime().assets().values().stream()
                        .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8)))
                .anyMatch(text -> text.contains("'" + token + "' + "));
    }

    private static void assertToldInFewWords(Bench bench) {
        String told = bench.status().held() + " " + bench.status().failing() + " "
                + bench.status().notes();
        assertThat(told.length()).as("length of what status says").isLessThan(8_000);
        for (String line : bench.telemetry().lines()) {
            assertThat(line.length()).as("length of a line of the log").isLessThan(8_000);
        }
    }
}
