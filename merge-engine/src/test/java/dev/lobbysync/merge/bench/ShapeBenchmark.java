package dev.lobbysync.merge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.ArrayStrategy;
import dev.lobbysync.merge.JsonMerge;
import dev.lobbysync.merge.MergePath;
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

/** Documents of unusual shapes, next to parsing and writing one of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ShapeBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Objects in objects; an array of objects that are merged by their id. */
    @Param({"nested-1000", "keyed-10000", "keyed-100000"})
    public String shape;

    private byte[] bytes;
    private JsonNode base;
    private JsonNode local;
    private JsonNode remote;
    private MergePolicy policy;

    @Setup
    public void write() throws IOException {
        boolean nested = shape.startsWith("nested");
        int size = Integer.parseInt(shape.substring(shape.indexOf('-') + 1));
        bytes = JSON.writeValueAsBytes(nested ? nested(size) : keyed(size));
        base = JSON.readTree(bytes);
        local = JSON.readTree(bytes);
        remote = JSON.readTree(bytes);
        policy =
                nested ? MergePolicy.SHARED : MergePolicy.SHARED.with(MergePath.of("lamps"), ArrayStrategy.keyed("id"));
        if (nested) {
            ((ObjectNode) deep(local, size - 2)).put("mine", true);
            ((ObjectNode) deep(remote, size / 2)).put("theirs", true);
        } else {
            edit((ArrayNode) local.path("lamps"), 0);
            edit((ArrayNode) remote.path("lamps"), 1);
        }
        if (!engine().clean()) {
            throw new IllegalStateException("the benchmark is to merge cleanly");
        }
    }

    private static ObjectNode nested(int levels) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode at = document;
        for (int i = 1; i < levels; i++) {
            at.put("level", i).put("name", "level " + i);
            at = at.putObject("below");
        }
        return document;
    }

    private static JsonNode deep(JsonNode document, int level) {
        JsonNode at = document;
        for (int i = 0; i < level; i++) {
            at = at.path("below");
        }
        return at;
    }

    private static ObjectNode keyed(int elements) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode lamps = document.putArray("lamps");
        for (int i = 0; i < elements; i++) {
            lamps.add(DocumentBenchmark.lamp(i));
        }
        return document;
    }

    /** Changes, removes and adds elements, far from those of the other side. */
    private static void edit(ArrayNode lamps, int first) {
        for (int i = lamps.size() - 400 + first * 100; i > 0; i -= 400) {
            ((ObjectNode) lamps.path(i).path("props")).put("glow", 11);
            lamps.remove(i + 10);
            lamps.insert(i + 20, DocumentBenchmark.lamp(1_000_000 * (first + 1) + i));
        }
    }

    @Benchmark
    public MergeResult engine() {
        return JsonMerge.merge(base, local, remote, policy);
    }

    @Benchmark
    public byte[] floor() throws IOException {
        return JSON.writeValueAsBytes(JSON.readTree(bytes));
    }
}
