package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A daemon that only writes down what it was asked. */
public final class FakeDaemon implements DaemonControl {
    /** What was asked, in order. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** What {@link #status} tells. */
    public volatile StatusReport report = watching();

    /** How a flush ends. */
    public volatile FlushOutcome.Result flushed = FlushOutcome.Result.SETTLED;

    /** In sync, nothing in flight. */
    public static StatusReport watching() {
        return new StatusReport(
                true,
                "watching",
                "",
                new StatusReport.World("harbour", "http://localhost:3000", null),
                new StatusReport.Feed(120L, 0),
                new StatusReport.Counts(212, 540, 1),
                new StatusReport.Work(0, 0, 0, "2026-03-02T08:00:00Z"),
                null,
                List.of(),
                null,
                List.of(),
                Map.of("sync.conflicts.total", 1L));
    }

    /** The same, in another phase. */
    public static StatusReport in(String phase, String why, StatusReport.Held... held) {
        StatusReport calm = watching();
        return new StatusReport(
                true,
                phase,
                why,
                calm.world(),
                calm.feed(),
                calm.counts(),
                calm.work(),
                null,
                List.of(held),
                null,
                List.of(),
                Map.of());
    }

    /** An open conflict whose remote value tries to take over the terminal. */
    public static ConflictArtifact conflict(String id) {
        try {
            var document = (com.fasterxml.jackson.databind.node.ObjectNode) Json.parse("""
                    {"formatVersion":1,"status":"open","createdAt":"2026-03-02T08:00:00Z","objectType":"blueprint",
                     "kind":"blueprint","objectId":"Lamp","merged":{},"localHash":"l","remoteHash":"r",
                     "unresolvedFields":[{"path":"name","base":"Lamp","local":"Lantern","remote":"\\u009b31mLight"}]}
                    """);
            document.put("id", id);
            return new ConflictArtifact(
                    id, true, "2026-03-02T08:00:00Z", ObjectKey.blueprint("Lamp"), "l", "r", document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StatusReport status() {
        asked.add("status");
        return report;
    }

    @Override
    public List<ConflictArtifact> conflicts(boolean all) {
        asked.add("conflicts " + all);
        return List.of(conflict("c1"), conflict("c2"));
    }

    @Override
    public Map<String, ScriptVersions> conflictScripts(String artifactId) {
        return Map.of();
    }

    @Override
    public ResolveOutcome resolve(String artifactId, Choice choice) {
        Use use = choice.use();
        asked.add("resolve " + artifactId + " " + use.word()
                + (choice.field() == null ? "" : " " + choice.field())
                + (choice.value() == null ? "" : " " + choice.value())
                + (choice.seen() == null ? "" : " seen " + choice.seen()));
        return artifactId.equals("nowhere")
                ? new ResolveOutcome(artifactId, ResolveOutcome.Result.UNKNOWN, "there is no such conflict")
                : new ResolveOutcome(
                        artifactId, ResolveOutcome.Result.RESOLVED, "both sides have the " + use.word() + " value");
    }

    @Override
    public ResumeOutcome resume(boolean acceptDeletes) {
        asked.add("resume " + acceptDeletes);
        return new ResumeOutcome(0, "Going on.");
    }

    @Override
    public void pause() {
        asked.add("pause");
    }

    @Override
    public FlushOutcome flush(Duration timeout) {
        asked.add("flush " + timeout.toMillis());
        return new FlushOutcome(timeout.toMillis() > 0 ? flushed : FlushOutcome.Result.LATE, report);
    }

    @Override
    public PlanReport plan(@Nullable Use prefer) {
        asked.add("plan " + (prefer == null ? "" : prefer.word()));
        Forecast forecast = new Forecast(
                List.of(new Forecast.Item(
                        ObjectKey.blueprint("Lamp"),
                        Forecast.Group.PUSH,
                        Forecast.Action.CHANGE,
                        "only the files changed since the base",
                        false)),
                12,
                false,
                0,
                0,
                "",
                "");
        return new PlanReport(true, report.world(), forecast, "", List.of());
    }

    @Override
    public void stop() {
        asked.add("stop");
    }
}
