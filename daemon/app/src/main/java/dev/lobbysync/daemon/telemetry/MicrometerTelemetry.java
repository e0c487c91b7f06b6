package dev.lobbysync.daemon.telemetry;

import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Counts with Micrometer, says with slf4j. Object lines carry the fields {@code kind},
 * {@code object}, {@code uid}, {@code opId} and {@code mode}, and where there is something to say {@code fields} and
 * {@code explained}; the world id is a field of every line ({@link Logs}).
 * Callable from any thread.
 */
public final class MicrometerTelemetry implements Telemetry {
    private final Logger log = LoggerFactory.getLogger("sync");
    private final MeterRegistry registry;
    private final Map<Counter, io.micrometer.core.instrument.Counter> counters = new EnumMap<>(Counter.class);
    private final Map<Gauge, AtomicLong> gauges = new EnumMap<>(Gauge.class);
    private final Map<String, AtomicLong> phases = new ConcurrentHashMap<>();

    /** Registers every counter and gauge at once, so that a reader sees zeros rather than nothing. */
    public MicrometerTelemetry(MeterRegistry registry) {
        this.registry = registry;
        for (Counter counter : Counter.values()) {
            counters.put(counter, registry.counter(counter.published()));
        }
        for (Gauge gauge : Gauge.values()) {
            AtomicLong value = new AtomicLong();
            gauges.put(gauge, value);
            registry.gauge(gauge.published(), value);
        }
    }

    @Override
    public void count(Counter counter, long by) {
        io.micrometer.core.instrument.Counter meter = counters.get(counter);
        if (meter != null) {
            meter.increment((double) by);
        }
    }

    @Override
    public void gauge(Gauge gauge, long value) {
        AtomicLong holder = gauges.get(gauge);
        if (holder != null) {
            holder.set(value);
        }
    }

    @Override
    public void phase(String phase, String why) {
        phases.computeIfAbsent(phase, this::phaseGauge);
        phases.forEach((name, on) -> on.set(name.equals(phase) ? 1 : 0));
        log.atInfo()
                .addKeyValue("phase", phase)
                .log("{}", TerminalText.clean(why.isEmpty() ? phase : phase + ": " + why));
    }

    private AtomicLong phaseGauge(String phase) {
        AtomicLong on = new AtomicLong();
        registry.gauge("sync.phase", Tags.of("phase", phase), on);
        return on;
    }

    @Override
    public void object(
            ObjectKey key, @Nullable String uid, @Nullable String opId, Mode mode, String message, Details details) {
        Level level = mode == Mode.CONFLICT || mode == Mode.HOLD ? Level.WARN : Level.INFO;
        LoggingEventBuilder line = log.atLevel(level)
                .addKeyValue("kind", key.kind().wireName())
                .addKeyValue("object", key.id())
                .addKeyValue("uid", uid)
                .addKeyValue("opId", opId)
                .addKeyValue("mode", mode.word());
        if (!details.fields().isEmpty()) {
            line = line.addKeyValue("fields", details.fields());
        }
        if (!details.explained().isEmpty()) {
            line = line.addKeyValue(
                    "explained",
                    details.explained().stream()
                            .map(MicrometerTelemetry::explained)
                            .toList());
        }
        line.log("{}", TerminalText.clean(mode.word() + " " + key + ": " + message));
    }

    private static Map<String, String> explained(Explained field) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("path", field.path());
        told.put("won", field.won());
        told.put("rule", field.rule());
        told.put("sentence", field.sentence());
        return told;
    }

    @Override
    public void notice(String message) {
        log.info("{}", TerminalText.clean(message));
    }

    @Override
    public void warn(String message) {
        log.warn("{}", TerminalText.clean(message));
    }

    /** The counters and gauges by their published names, for {@code status}. */
    public Map<String, Long> counters() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((counter, meter) -> values.put(counter.published(), (long) meter.count()));
        gauges.forEach((gauge, value) -> values.put(gauge.published(), value.get()));
        return values;
    }

    /** Every meter in the text format that Prometheus reads. */
    public String metrics() {
        return MetricsText.of(registry);
    }
}
