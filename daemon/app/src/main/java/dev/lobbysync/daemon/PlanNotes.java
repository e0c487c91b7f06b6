package dev.lobbysync.daemon;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the heart says while it only looks: warnings are told with the plan, and nothing is counted. */
final class PlanNotes implements Telemetry {
    private final List<String> warnings = new ArrayList<>();

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void notice(String message) {
        // The plan says as much, object by object.
    }

    @Override
    public void count(Counter counter, long by) {
        // Nothing happens that would count.
    }

    @Override
    public void gauge(Gauge gauge, long value) {
        // Nobody reads it.
    }

    @Override
    public void phase(String phase, String why) {
        // There is no loop.
    }

    @Override
    public void object(
            ObjectKey key, @Nullable String uid, @Nullable String opId, Mode mode, String message, Details details) {
        // Nothing happens to any object.
    }
}
