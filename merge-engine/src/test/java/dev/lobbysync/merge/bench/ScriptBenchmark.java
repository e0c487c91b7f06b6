package dev.lobbysync.merge.bench;

import dev.lobbysync.merge.TextMerge;
import dev.lobbysync.merge.TextMergeResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A script that both sides changed at many places, next to jgit's merge of the same bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScriptBenchmark {
    @Param({"500", "5000", "50000"})
    public int lines;

    /** Of each side. */
    @Param({"1", "20"})
    public int edits;

    private byte[] base;
    private byte[] local;
    private byte[] remote;

    @Setup
    public void write() {
        List<String> script = script(lines);
        base = bytes(script);
        local = bytes(edited(script, edits, 0, "local"));
        remote = bytes(edited(script, edits, lines / edits / 2, "remote"));
        if (!engine().clean()) {
            throw new IllegalStateException("the benchmark is to merge cleanly");
        }
    }

    @Benchmark
    public TextMergeResult engine() {
        return TextMerge.merge(base, local, remote);
    }

    @Benchmark
    public MergeResult<RawText> floor() {
        return new MergeAlgorithm()
                .merge(RawTextComparator.DEFAULT, new RawText(base), new RawText(local), new RawText(remote));
    }

    /** Functions of ten lines: names that differ, and the blank lines and braces that every script is full of. */
    private static List<String> script(int lines) {
        List<String> script = new ArrayList<>();
        for (int i = 0; script.size() < lines; i++) {
            script.add("export function step" + i + "(world, app) {");
            script.add("  const node = app.get('node" + i % 7 + "')");
            script.add("  if (!node) {");
            script.add("    return");
            script.add("  }");
            script.add("");
            script.add("  node.position.y = " + i + " * world.time");
            script.add("  node.visible = true");
            script.add("}");
            script.add("");
        }
        return script;
    }

    private static List<String> edited(List<String> script, int edits, int offset, String mark) {
        List<String> edited = new ArrayList<>(script);
        for (int edit = edits - 1; edit >= 0; edit--) {
            int function = (script.size() / edits * edit + offset) / 10 * 10;
            edited.set(function + 6, "  node.position.y = '" + mark + edit + "'");
            if (edit % 2 == 0) {
                edited.add(function + 8, "  app.emit('" + mark + edit + "')");
            }
        }
        return edited;
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
