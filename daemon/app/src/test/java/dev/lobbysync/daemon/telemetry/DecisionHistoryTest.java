package dev.lobbysync.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the daemon writes into its log is what {@code sync log} reads out of it. */
class DecisionHistoryTest {
    @TempDir
    private Path lobby;

    @SuppressWarnings("try") // the logs are only held open
    private void decide(String... ids) {
        try (Logs logs = Logs.open(lobby, "harbour", null, false)) {
            MicrometerTelemetry telemetry = new MicrometerTelemetry(new SimpleMeterRegistry());
            telemetry.phase("watching", "");
            for (String id : ids) {
                telemetry.object(
                        ObjectKey.blueprint(id),
                        "u-" + id,
                        "op-1",
                        Telemetry.Mode.MERGE,
                        "both sides changed\u001b since the base",
                        new Telemetry.Details(
                                List.of("desc", "props"),
                                List.of(new Explained("desc", "local", "only-local-changed", "only the files"))));
            }
            telemetry.object(ObjectKey.SETTINGS, null, null, Telemetry.Mode.PULL, "\"mode\":\"in the text");
            telemetry.warn("something else");
        }
    }

    @Test
    void decisionsComeBackNewestFirstWithAllThatWasSaid() throws IOException {
        decide("Lamp", "Ferry");
        List<LoggedDecision> decisions = new DecisionHistory(lobby).newestFirst(10, decision -> true);
        assertThat(decisions)
                .extracting(LoggedDecision::object)
                .containsExactly("settings", "blueprint Ferry", "blueprint Lamp");
        LoggedDecision ferry = decisions.get(1);
        assertThat(ferry.worldId()).isEqualTo("harbour");
        assertThat(ferry.uid()).isEqualTo("u-Ferry");
        assertThat(ferry.opId()).isEqualTo("op-1");
        assertThat(ferry.mode()).isEqualTo("merge");
        assertThat(ferry.reason()).isEqualTo("both sides changed\\u001b since the base");
        assertThat(ferry.fields()).containsExactly("desc", "props");
        assertThat(ferry.explained())
                .containsExactly(new Explained("desc", "local", "only-local-changed", "only the files"));
        assertThat(decisions.get(0).opId()).isNull();
    }

    @Test
    void olderFilesAreLookedAtOnlyAsFarAsNeeded() throws IOException {
        decide("Lamp");
        Path logs = lobby.resolve("logs");
        Files.move(logs.resolve("daemon.log"), logs.resolve("daemon.1.log"));
        decide("Ferry");
        assertThat(new DecisionHistory(lobby).newestFirst(3, decision -> true))
                .extracting(LoggedDecision::object)
                .containsExactly("settings", "blueprint Ferry", "settings");
        assertThat(new DecisionHistory(lobby)
                        .newestFirst(9, decision -> decision.id().equals("Lamp")))
                .hasSize(1);
    }

    @Test
    void aLineThatWasCutOffHidesNoOther() throws IOException {
        decide("Lamp");
        Files.writeString(lobby.resolve("logs/daemon.log"), "{\"mode\":\"push\",\"obj", StandardOpenOption.APPEND);
        DecisionHistory history = new DecisionHistory(lobby);
        assertThat(history.newestFirst(9, decision -> true)).hasSize(2);
        assertThat(history.unreadable()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"mode\":\"push\",\"obj", "{\"@timestamp\":\"20"})
    void aLineThatACrashCutOffIsNotGluedToTheNextOne(String cutOff) throws IOException {
        decide("Lamp");
        Files.writeString(lobby.resolve("logs/daemon.log"), cutOff, StandardOpenOption.APPEND);
        decide("Ferry");
        decide("Bell");
        DecisionHistory history = new DecisionHistory(lobby);
        assertThat(history.newestFirst(9, decision -> true)).hasSize(6);
        assertThat(history.unreadable()).isEqualTo(1);
        assertThat(Files.readAllLines(lobby.resolve("logs/daemon.log")))
                .doesNotContain("")
                .contains(cutOff);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mode\":\"push\",\"n\":1e999}",
                "\u0000\u0000\u0000\u0000{\"mode\":\"push\"}",
                "[\"mode\":\"push\"]",
                "\u0000{\"mode\":\"push\"}"
            })
    void aLineThatIsDamagedInAnyWayHidesNoOther(String line) throws IOException {
        decide("Lamp");
        Files.writeString(lobby.resolve("logs/daemon.log"), line + "\n", StandardOpenOption.APPEND);
        decide("Ferry");
        DecisionHistory history = new DecisionHistory(lobby);
        assertThat(history.newestFirst(9, decision -> true)).hasSize(4);
        assertThat(history.unreadable()).isEqualTo(1);
    }

    @Test
    void withoutALogThereIsNothingToTell() throws IOException {
        assertThat(new DecisionHistory(lobby).newestFirst(9, decision -> true)).isEmpty();
    }
}
