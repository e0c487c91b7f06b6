package dev.lobbysync.daemon.telemetry;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The meters of a registry in Prometheus' text format, sorted by name. */
final class MetricsText {
    private MetricsText() {}

    static String of(MeterRegistry registry) {
        List<Meter> meters = registry.getMeters().stream()
                .sorted(Comparator.comparing((Meter meter) -> meter.getId().getName())
                        .thenComparing(meter -> meter.getId().getTags().toString()))
                .toList();
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Meter meter : meters) {
            boolean counts = meter.getId().getType() == Meter.Type.COUNTER;
            String name = name(meter.getId().getName()) + (counts ? "_total" : "");
            if (!name.equals(last)) {
                text.append("# TYPE ").append(name).append(counts ? " counter\n" : " gauge\n");
                last = name;
            }
            for (Measurement measurement : meter.measure()) {
                if (measurement.getStatistic() == Statistic.COUNT || measurement.getStatistic() == Statistic.VALUE) {
                    text.append(name)
                            .append(tags(meter.getId().getTags()))
                            .append(' ')
                            .append((long) measurement.getValue())
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String name(String dotted) {
        String name = dotted.replaceAll("[^A-Za-z0-9_]", "_");
        return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
    }

    private static String tags(List<Tag> tags) {
        return tags.isEmpty()
                ? ""
                : tags.stream()
                        .map(tag -> name(tag.getKey()) + "=\""
                                + tag.getValue()
                                        .replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("\n", "\\n")
                                + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
