package dev.lobbysync.daemon.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * Repeated measurements of one thing, in any unit.
 *
 * @param sorted ascending, at least one
 */
@SuppressWarnings("ArrayRecordComponent")
record Samples(double[] sorted) {

    static Samples of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Samples(sorted);
    }

    double median() {
        return at(0.5);
    }

    double at(double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(quantile * (sorted.length - 1)))];
    }

    /** Few samples: median and range; many: median and 95th percentile. */
    String text() {
        if (sorted.length == 1) {
            return number(sorted[0]);
        }
        return sorted.length < 20
                ? number(median()) + " (" + number(sorted[0]) + "–" + number(sorted[sorted.length - 1]) + ")"
                : number(median()) + " (p95 " + number(at(0.95)) + ")";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
