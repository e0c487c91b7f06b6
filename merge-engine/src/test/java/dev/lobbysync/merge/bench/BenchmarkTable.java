package dev.lobbysync.merge.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks, or those that an argument names, and writes the table of the README to standard output. */
public final class BenchmarkTable {
    private BenchmarkTable() {}

    /** @param args patterns of benchmark names; none for all */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String pattern : args.length == 0 ? new String[] {"dev.lobbysync.merge.bench"} : args) {
            options.include(pattern);
        }
        System.out.println(table(new Runner(options.build()).run()));
    }

    private static String table(Collection<RunResult> results) {
        Map<String, Map<String, Double>> rows = new TreeMap<>();
        List<String> order = new ArrayList<>();
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String[] name = params.getBenchmark().split("\\.");
            String row = name[name.length - 2].replace("Benchmark", "") + " "
                    + params.getParamsKeys().stream()
                            .map(key -> key + " " + params.getParam(key))
                            .collect(Collectors.joining(", "));
            if (!order.contains(row)) {
                order.add(row);
            }
            rows.computeIfAbsent(row, r -> new TreeMap<>())
                    .put(name[name.length - 1], result.getPrimaryResult().getScore());
        }
        StringBuilder table = new StringBuilder("| what | merge | floor | ratio |\n|---|---:|---:|---:|\n");
        for (String row : order) {
            double engine = rows.get(row).getOrDefault("engine", Double.NaN);
            double floor = rows.get(row).getOrDefault("floor", Double.NaN);
            table.append(String.format(
                    Locale.ROOT, "| %s | %,.0f µs | %,.0f µs | %.2f |%n", row, engine, floor, engine / floor));
        }
        return table.toString();
    }
}
