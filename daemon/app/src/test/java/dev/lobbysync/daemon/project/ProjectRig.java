package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Project.Prepared;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A project in a temporary directory, written as texts and asked for objects. */
final class ProjectRig {
    final Path root;
    final RealDisk disk = new RealDisk();
    final ManualClock clock = new ManualClock();
    final Random random = new SeededRandom(7);
    FileProject project;

    ProjectRig(Path directory) {
        try {
            root = directory.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        project = open();
    }

    /** Real wall time, so that it agrees with the file system; manual monotonic time. */
    static final class ManualClock implements Clock {
        long monotonic = 1_000;
        long wallOffset;

        @Override
        public long wallMillis() {
            return System.currentTimeMillis() + wallOffset;
        }

        @Override
        public long monotonicMillis() {
            return monotonic;
        }
    }

    FileProject open() {
        try {
            return FileProject.open(disk, root, clock, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As after a restart. */
    ProjectRig reopened() {
        project = open();
        return this;
    }

    ProjectRig file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    ProjectRig file(String path, byte[] bytes) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Replaces the stat cache by one that says something else and is whole. */
    void cache(String text) {
        String lines = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
        file(".lobby/stat-cache", SealedLines.seal(lines.getBytes(StandardCharsets.UTF_8)));
    }

    ProjectRig delete(String path) {
        try {
            if (Files.isDirectory(root.resolve(path))) {
                try (Stream<Path> children = Files.list(root.resolve(path))) {
                    children.map(child -> root.relativize(child).toString())
                            .toList()
                            .forEach(this::delete);
                }
            }
            Files.delete(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ProjectRig move(String from, String to) {
        try {
            Files.move(root.resolve(from), root.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String text(String path) {
        try {
            return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** Every file below the root with its content. */
    Map<String, String> files() {
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> files = new TreeMap<>();
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            root.relativize(file).toString(),
                            text(root.relativize(file).toString())));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<ObjectKey> scan() {
        try {
            return project.scan();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalState state(ObjectKey key) {
        return project.state(key);
    }

    LocalState.Present present(ObjectKey key) {
        assertThat(project.state(key)).as(key.toString()).isInstanceOf(LocalState.Present.class);
        return (LocalState.Present) project.state(key);
    }

    ObjectNode value(ObjectKey key) {
        return present(key).value();
    }

    ObjectNode blueprint(String id) {
        return value(ObjectKey.blueprint(id));
    }

    String problem(ObjectKey key) {
        assertThat(project.state(key)).as(key.toString()).isInstanceOf(LocalState.Unknown.class);
        return ((LocalState.Unknown) project.state(key)).problem();
    }

    /** The blueprint is agreed to have a set of these files, with some content. */
    void expect(String id, String entry, String... keys) {
        Map<String, String> files = new TreeMap<>();
        List.of(keys).forEach(key -> files.put(key, url("agreed " + key, "js")));
        project.expectScripts(ObjectKey.blueprint(id), new AgreedScripts(null, files, entry, null));
    }

    /** The blueprint is agreed to have a set of one file. */
    void expectOwn(String id, String key, String text) {
        project.expectScripts(
                ObjectKey.blueprint(id),
                new AgreedScripts(null, Map.of(key, url(text, Layout.extension(key))), key, null));
    }

    /** The blueprint is agreed to run the scripts of another, or of null: to say nothing. */
    void expectRef(String id, @Nullable String ref) {
        project.expectScripts(ObjectKey.blueprint(id), new AgreedScripts(ref, Map.of(), null, null));
    }

    LocalEdit.Change change(ObjectKey key, String fields) {
        return change(key, fields, Map.of());
    }

    LocalEdit.Change change(ObjectKey key, String fields, Map<String, Optional<String>> scripts) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        json(fields).properties().forEach(member -> changes.put(member.getKey(), member.getValue()));
        return new LocalEdit.Change(key, present(key).fingerprint(), changes, scripts);
    }

    LocalEdit.Remove remove(ObjectKey key) {
        return new LocalEdit.Remove(key, present(key).fingerprint());
    }

    static LocalEdit.Create create(ObjectKey key, String wire) {
        return new LocalEdit.Create(key, json(wire));
    }

    static LocalEdit.Create createBlueprint(String wire) {
        ObjectNode node = json(wire);
        return new LocalEdit.Create(ObjectKey.blueprint(node.path("id").asText()), node);
    }

    Prepared prepare(Map<String, byte[]> contents, Map<ObjectKey, Set<String>> bases, LocalEdit... edits) {
        try {
            return project.prepare(List.of(edits), contents, bases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prepares and performs; everything must succeed. */
    List<FileChange> apply(Map<String, byte[]> contents, Map<ObjectKey, Set<String>> bases, LocalEdit... edits) {
        Prepared prepared = prepare(contents, bases, edits);
        assertThat(prepared.failed()).isEmpty();
        assertThat(prepared.stale()).isEmpty();
        prepared.changes()
                .forEach(change ->
                        assertThat(perform(change)).as(change.toString()).isTrue());
        return prepared.changes();
    }

    List<FileChange> apply(LocalEdit... edits) {
        return apply(Map.of(), Map.of(), edits);
    }

    boolean perform(FileChange change) {
        try {
            return project.perform(change);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The URL of a text. */
    static String url(String text, String extension) {
        return "asset://" + Sha256.hex(utf8(text)) + "." + extension;
    }
}
