package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictFiles;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scripts beside an artifact, where {@link ConflictFiles} says. What a person made of a
 * merged file is never overwritten: it stays while the conflict is the same, and is kept as {@code .merged.old-<n>} when
 * the conflict changes.
 */
final class ConflictScripts {
    private static final List<String> MARKERS = List.of("<<<<<<<", "|||||||", ">>>>>>>");

    private final DurableFiles files;
    private final Path directory;

    /** @param directory the artifact's own */
    ConflictScripts(DurableFiles files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /**
     * Lays out the scripts.
     *
     * @param before the hashes laid out last, by script path: {@code daemon.scripts} of the artifact so far
     */
    void lay(Map<String, ScriptVersions> scripts, JsonNode before) throws IOException {
        for (Map.Entry<String, ScriptVersions> script : scripts.entrySet()) {
            lay(script.getKey(), script.getValue(), before.path(script.getKey()));
        }
        for (Map.Entry<String, JsonNode> old : before.properties()) {
            if (!scripts.containsKey(old.getKey())) {
                withdraw(old.getKey(), old.getValue());
            }
        }
    }

    /**
     * The merged files as they are now.
     *
     * @param scripts {@code daemon.scripts} of the artifact
     * @param without those that are not asked for
     * @throws IOException naming the file, if one is missing or empty, or still holds conflict markers
     */
    Map<String, byte[]> edited(JsonNode scripts, Set<String> without) throws IOException {
        Map<String, byte[]> edited = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> script : scripts.properties()) {
            if (without.contains(script.getKey())) {
                continue;
            }
            Path file = file(script.getKey(), "merged");
            byte[] text = files.read(file)
                    .orElseThrow(() -> new IOException(
                            shown(file) + " is missing; resolve with local or remote, or" + " write the file again"));
            if (text.length == 0) {
                throw new IOException(shown(file) + " is empty; write the script, or resolve with local or remote");
            }
            int line = markedLine(text);
            if (line > 0) {
                throw new IOException(
                        shown(file) + " still holds conflict markers (line " + line + "); edit it, then resolve again");
            }
            edited.put(script.getKey(), text);
        }
        return edited;
    }

    /**
     * What lies there, for showing; a file that is missing counts as empty.
     *
     * @param scripts {@code daemon.scripts} of the artifact
     */
    Map<String, ScriptVersions> versions(JsonNode scripts) throws IOException {
        Map<String, ScriptVersions> versions = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> script : scripts.properties()) {
            String path = script.getKey();
            versions.put(
                    path,
                    new ScriptVersions(
                            text(path, "base"), text(path, "local"), text(path, "remote"), text(path, "merged")));
        }
        return versions;
    }

    private byte[] text(String script, String version) throws IOException {
        return files.read(file(script, version)).orElse(new byte[0]);
    }

    private void lay(String script, ScriptVersions versions, JsonNode before) throws IOException {
        put(file(script, "base"), versions.base());
        put(file(script, "local"), versions.local());
        put(file(script, "remote"), versions.remote());
        Path merged = file(script, "merged");
        Optional<byte[]> there = files.read(merged);
        if (there.isPresent()) {
            if (Arrays.equals(there.get(), versions.merged())
                    || sameInputs(ConflictDocument.hashes(versions), before)) {
                return;
            }
            keepIfEdited(merged, there.get(), before);
        }
        files.replace(merged, versions.merged(), false);
    }

    /** A script that is no longer in conflict: only what a person wrote stays. */
    private void withdraw(String script, JsonNode before) throws IOException {
        for (String version : List.of("base", "local", "remote")) {
            files.deleteIfPresent(file(script, version));
        }
        Path merged = file(script, "merged");
        Optional<byte[]> there = files.read(merged);
        if (there.isPresent()) {
            keepIfEdited(merged, there.get(), before);
            files.deleteIfPresent(merged);
        }
    }

    private void keepIfEdited(Path merged, byte[] there, JsonNode before) throws IOException {
        if (Sha256.hex(there).equals(before.path("merged").asText())) {
            return;
        }
        int n = 1;
        Path old = merged.resolveSibling(merged.getFileName() + ".old-" + n);
        while (files.disk().stat(old) != null) {
            n++;
            old = merged.resolveSibling(merged.getFileName() + ".old-" + n);
        }
        files.rename(merged, old);
    }

    private void put(Path file, byte[] bytes) throws IOException {
        Optional<byte[]> there = files.read(file);
        if (there.isEmpty() || !Arrays.equals(there.get(), bytes)) {
            files.replace(file, bytes, false);
        }
    }

    private Path file(String script, String version) {
        return directory.resolve(ConflictFiles.fileName(script) + "." + version);
    }

    private static boolean sameInputs(ObjectNode now, JsonNode before) {
        return List.of("base", "local", "remote").stream()
                .allMatch(version -> now.path(version).equals(before.path(version)));
    }

    private static int markedLine(byte[] text) {
        String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (MARKERS.stream().anyMatch(lines[i]::startsWith)) {
                return i + 1;
            }
        }
        return 0;
    }

    private String shown(Path file) {
        return ".lobby/conflicts/" + directory.getFileName() + "/"
                + directory.relativize(file).toString().replace('\\', '/');
    }

    /** No scripts were laid out so far. */
    static JsonNode none() {
        return Json.object();
    }
}
