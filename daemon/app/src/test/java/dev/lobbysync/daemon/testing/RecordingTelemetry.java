package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers everything that the daemon counted and said. */
public final class RecordingTelemetry implements Telemetry {
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, Details> details = new HashMap<>();

    @Override
    public void count(Counter counter, long by) {
        counters.merge(counter, by, Long::sum);
    }

    @Override
    public void gauge(Gauge gauge, long value) {
        // What a gauge shows is shown better by the status.
    }

    @Override
    public void phase(String phase, String why) {
        lines.add("phase " + phase + (why.isEmpty() ? "" : ": " + why));
    }

    @Override
    public void object(
            ObjectKey key, @Nullable String uid, @Nullable String opId, Mode mode, String message, Details details) {
        lines.add(mode.word() + " " + key + ": " + message);
        this.details.put(lines.size() - 1, details);
    }

    @Override
    public void notice(String message) {
        lines.add("notice: " + message);
    }

    @Override
    public void warn(String message) {
        lines.add("warning: " + message);
    }

    public long counted(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /** One line per event: {@code push entity lamp: only the files changed since the base}. */
    public List<String> lines() {
        return lines;
    }

    /** What was said beside the last line that begins so. */
    public Details details(String beginning) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(beginning)) {
                return details.getOrDefault(i, Details.NONE);
            }
        }
        throw new AssertionError("nothing was said that begins with " + beginning);
    }

    public void forget() {
        lines.clear();
        details.clear();
        counters.clear();
    }
}
