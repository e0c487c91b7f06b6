package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.state.FileConflictStore;
import dev.lobbysync.daemon.state.OfflineState;
import dev.lobbysync.daemon.testing.SampleLobby;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.Ownership;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code .lobby-sample/} is a {@code .lobby/} that the product itself takes for one, and of today's shape. Its files are made
 * by {@code -Dlobby.sample=write}; the README.md in it stays as it is.
 */
class LobbySampleTest extends CliRig {
    private static final Path SAMPLE = Path.of("../../.lobby-sample");
    private static final Set<String> BY_HAND = Set.of("README.md", ".gitattributes");

    @TempDir
    private Path scratch;

    @BeforeEach
    void copyIntoAProject() throws IOException {
        if ("write".equals(System.getProperty("lobby.sample"))) {
            writeAnew();
        }
        for (Map.Entry<String, byte[]> file : sample().entrySet()) {
            Path target = project.resolve(".lobby").resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }

    @Test
    void statusTellsTheTruthAboutIt() throws IOException {
        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out).contains("local-harbour").contains("1 conflict");

        assertThat(gamedev("sync", "status", "--json")).isEqualTo(1);
        JsonNode status = Json.parse(out);
        assertThat(status.path("world").path("id").asText()).isEqualTo("local-harbour");
        assertThat(status.path("work").path("conflicts").asInt()).isEqualTo(1);
    }

    @Test
    void conflictsShowsBoth() throws IOException {
        ConflictArtifact open = conflicts().open().get(0);

        assertThat(gamedev("sync", "conflicts")).isEqualTo(1);
        assertThat(out).contains(open.id()).contains("Ferry");
        gamedev("sync", "conflicts", "--all");
        assertThat(out).contains("resolved with remote").contains("h1NcG5eVoD");
        assertThat(gamedev("sync", "conflicts", open.id())).isEqualTo(1);
        assertThat(out).contains("lib/timetable.js").contains(".merged");
        gamedev("sync", "conflicts", "--all", "--json");
        assertThat(Json.parse(out).path("conflicts")).hasSize(2);
        gamedev("sync", "conflicts", open.id(), "--json");
        assertThat(out).contains("timetable");
    }

    @Test
    void theStateIsReadWithoutAWordOfComplaint() throws IOException {
        OfflineState state = OfflineState.read(new ReadOnlyDisk(), project).orElseThrow();
        assertThat(state.notices()).isEmpty();
        assertThat(state.fromUpstream()).isFalse();
        assertThat(state.blueprints()).isEqualTo(10);
        assertThat(state.modules()).isPositive();
        assertThat(state.sentUnsettled()).isZero();
        for (String table : List.of("blueprints", "entities", "modules")) {
            for (JsonNode entry : json("sync-state.json").path("objects").path(table)) {
                assertThat(CanonicalJson.sha256(entry.path("value")))
                        .as(entry.path("id").asText())
                        .isEqualTo(entry.path("hash").asText());
            }
        }
    }

    @Test
    void theConflictsHaveTheirScriptsBesideThem() throws IOException {
        FileConflictStore store = conflicts();
        assertThat(store.notices()).isEmpty();
        assertThat(store.all()).hasSize(2);
        ConflictArtifact open = store.openFor(ObjectKey.blueprint("Ferry")).orElseThrow();
        Path beside = project.resolve(".lobby/conflicts").resolve(open.id());
        for (String side : List.of("base", "local", "remote", "merged")) {
            assertThat(beside.resolve("lib/timetable.js." + side)).isNotEmptyFile();
        }
        assertThat(beside.resolve("lib/timetable.js.merged")).content().contains("<<<<<<<");
    }

    @Test
    void theRestIsWhatItsReadersExpect() throws IOException {
        assertThat(SyncPolicy.load(project).of(ObjectKind.SETTINGS).ownership(MergePath.of("title")))
                .isEqualTo(Ownership.LOCAL);
        ObjectNode example = json("targets.example.json");
        ObjectNode targets = json("targets.json");
        targets.forEach(target -> ((ObjectNode) target).remove("adminCode"));
        assertThat(targets).isEqualTo(example);
        sample().forEach((path, bytes) -> {
            if (path.startsWith("base/")) {
                assertThat(path.substring(path.lastIndexOf('/') + 1)).isEqualTo(Sha256.hex(bytes));
                assertThat(path).startsWith("base/" + Sha256.hex(bytes).substring(0, 2) + "/");
            }
        });
        assertThat(json("blueprint-index.json").path("blueprints").path("byPath"))
                .hasSize(10);
    }

    @Test
    void itHasTheShapeThatADaemonWritesToday() throws IOException {
        Map<String, byte[]> today = SampleLobby.make(scratch);
        assertThat(shapes(sample())).isEqualTo(shapes(today));
    }

    @Test
    void theReadmeNamesEveryFile() throws IOException {
        String readme = Files.readString(SAMPLE.resolve("README.md"));
        for (String path : sample().keySet()) {
            String top = path.contains("/") ? path.substring(0, path.indexOf('/') + 1) : path;
            assertThat(readme).contains("`" + top);
        }
    }

    /** By kind of file: which members its JSON has, down to the third level; names of objects and files left out. */
    private static Map<String, Set<String>> shapes(Map<String, byte[]> files) throws IOException {
        Map<String, Set<String>> shapes = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String path = file.getKey();
            String kind = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
            Set<String> members = shapes.computeIfAbsent(kind, k -> new TreeSet<>());
            if (path.endsWith(".json") && !kind.equals("base")) {
                collect(Json.parse(file.getValue()), "", 3, members);
            }
        }
        return shapes;
    }

    private static void collect(JsonNode node, String prefix, int depth, Set<String> members) {
        if (depth > 0 && node.isObject()) {
            node.properties().forEach(member -> {
                boolean isMember = member.getKey().matches("[a-z][A-Za-z]+");
                String name = prefix + "." + (isMember ? member.getKey() : "*");
                members.add(name);
                collect(member.getValue(), name, depth - 1, members);
            });
        }
    }

    private FileConflictStore conflicts() throws IOException {
        return FileConflictStore.open(new ReadOnlyDisk(), project, "local-harbour", new StoppedClock(), new Counting());
    }

    private ObjectNode json(String path) throws IOException {
        return (ObjectNode)
                Json.parse(Files.readAllBytes(project.resolve(".lobby").resolve(path)));
    }

    private static Map<String, byte[]> sample() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(SAMPLE)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = SAMPLE.relativize(file).toString().replace('\\', '/');
                if (!BY_HAND.contains(path)) {
                    files.put(path, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private void writeAnew() throws IOException {
        try (Stream<Path> tree = Files.walk(SAMPLE)) {
            for (Path old : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (!old.equals(SAMPLE) && !BY_HAND.contains(old.getFileName().toString())) {
                    Files.delete(old);
                }
            }
        }
        for (Map.Entry<String, byte[]> file :
                SampleLobby.make(scratch.resolve("new")).entrySet()) {
            Path target = SAMPLE.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }
}
