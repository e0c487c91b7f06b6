package dev.lobbysync.merge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.JsonMerge;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.MergeResult;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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

/**
 * A document of which both sides changed a hundredth, each its own: parsed trees are merged. Next to it the bytes of one of
 * them are parsed and written.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class DocumentBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Param({"1KB", "100KB", "10MB"})
    public String size;

    private byte[] bytes;
    private JsonNode base;
    private JsonNode local;
    private JsonNode remote;

    @Setup
    public void write() throws IOException {
        int atLeast =
                switch (size) {
                    case "1KB" -> 1 << 10;
                    case "100KB" -> 100 << 10;
                    default -> 10 << 20;
                };
        ObjectNode document = JSON.createObjectNode();
        for (int i = 0, written = 0; written < atLeast; i++) {
            ObjectNode lamp = lamp(i);
            document.set("lamp" + i, lamp);
            written += lamp.toString().length() + 10;
        }
        bytes = JSON.writeValueAsBytes(document);
        base = JSON.readTree(bytes);
        local = edited(0);
        remote = edited(1);
        if (!engine().clean()) {
            throw new IllegalStateException("the benchmark is to merge cleanly");
        }
    }

    static ObjectNode lamp(int i) {
        ObjectNode lamp = JSON.createObjectNode();
        lamp.put("id", "lamp-" + i).put("name", "Lamp number " + i).put("on", i % 3 == 0);
        lamp.putArray("position").add(i * 0.25).add(3).add(-i);
        lamp.putObject("props").put("color", "amber").put("glow", i % 10 / 10.0).putNull("icon");
        return lamp;
    }

    private JsonNode edited(int first) throws IOException {
        ObjectNode document = (ObjectNode) JSON.readTree(bytes);
        int lamps = document.size();
        for (int i = first; i < lamps; i += 200) {
            ((ObjectNode) document.path("lamp" + i).path("props")).put("glow", 11);
        }
        return document;
    }

    @Benchmark
    public MergeResult engine() {
        return JsonMerge.merge(base, local, remote, MergePolicy.SHARED);
    }

    @Benchmark
    public byte[] floor() throws IOException {
        return JSON.writeValueAsBytes(JSON.readTree(bytes));
    }
}
