package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.worlds.SampleProjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a daemon leaves in {@code .lobby/} of the sample project {@code harbour} after a little work: one conflict resolved,
 * one about a script still open. {@code .lobby-sample/} at the top of the repository is a copy.
 */
public final class SampleLobby {
    private static final String TIMETABLE = "apps/Ferry/lib/timetable.js";
    private static final String LAMP = "h1NcG5eVoD";

    private SampleLobby() {}

    /** The files by path below {@code .lobby/}; without the cache of file stats, which is of one machine only. */
    public static Map<String, byte[]> make(Path scratch) throws IOException {
        Bench bench = new Bench(20260302);
        SampleProjects.copyTo("harbour", scratch);
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bench.write(scratch.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        bench.write(".lobby/sync-policy.json", """
                {
                  "blueprints": { "script": "shared", "metadata": "shared", "props": "shared" },
                  "entities": { "transform": "shared", "props": "shared", "state": "runtime" },
                  "world": {
                    "settings": { "*": "shared", "title": "local" },
                    "spawn": { "position": "shared", "quaternion": "shared" }
                  }
                }
                """);
        bench.write(".lobby/targets.json", targets(",\n    \"adminCode\": \"example-code-of-the-quay\""));
        bench.write(".lobby/targets.example.json", targets(""));
        bench.start();
        bench.stop();
        bench.replace(TIMETABLE, "[5, 25, 45]", "[5, 20, 35, 50]");
        bench.layoutRow(LAMP, row -> row.putArray("position").add(-4).add(0).add(3));
        bench.world().script("Ferry", "lib/timetable.js", bench.read(TIMETABLE).replace("[5, 20, 35, 50]", "[10, 40]"));
        bench.world().move(LAMP, -5, 0, 2);
        bench.start();
        bench.resolve("entity " + LAMP, Use.REMOTE);
        bench.conflict("blueprint Ferry");
        bench.stop();
        Map<String, byte[]> files = new TreeMap<>(bench.disk().files(Bench.ROOT.resolve(".lobby")));
        files.keySet().removeAll(Set.of("stat-cache", "recent-writes.json"));
        files.keySet().removeIf(path -> path.endsWith(".lock"));
        return files;
    }

    private static String targets(String code) {
        return """
                {
                  "quay": {
                    "worldUrl": "http://127.0.0.1:3000",
                    "worldId": "local-harbour"%s
                  },
                  "open-sea": {
                    "worldUrl": "https://harbour.example",
                    "worldId": "harbour",
                    "confirm": true
                  }
                }
                """.formatted(code);
    }

    /** The text of a file of it. */
    public static String text(Map<String, byte[]> files, String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }
}
