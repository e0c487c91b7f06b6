package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.e2e.Editor;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The runtime, a process that can be killed, and a look at it past all cables. */
final class World {
    static final String ID = "soak-world";
    static final String CODE = "soak-code";
    private static final Pattern READY = Pattern.compile("runtime ready url=http://127.0.0.1:(\\d+)\\s");
    private static final int PAGE = 1_000;

    private final Path launcher;
    private final Path directory;
    private final Map<String, String> assets = new HashMap<>();
    private @Nullable Program program;
    private @Nullable Editor editor;
    private int port;
    private int runs;

    World(Path launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
    }

    /** Starts it and waits until it serves; returns the port. */
    int start() throws IOException {
        Program started = Program.start(
                List.of(
                        launcher.toString(),
                        "runtime",
                        "start",
                        "--dir",
                        directory.resolve("world").toString(),
                        "--port",
                        "0",
                        "--world-id",
                        ID),
                Map.of("GAMEDEV_SKIP_BUILD", "1", "ADMIN_CODE", CODE),
                directory.resolve("runtime-" + ++runs + ".out"));
        program = started;
        Pause.until("the runtime serves", 120_000, () -> {
            if (!started.alive()) {
                throw new IllegalStateException("the runtime ended: " + started.said());
            }
            return READY.matcher(started.said()).find();
        });
        Matcher ready = READY.matcher(started.said());
        if (!ready.find()) {
            throw new IllegalStateException("no port in: " + started.said());
        }
        port = Integer.parseInt(ready.group(1));
        return port;
    }

    void kill() {
        if (editor != null) {
            editor.close();
            editor = null;
        }
        if (program != null) {
            program.kill();
        }
    }

    void signal(String name) throws IOException {
        if (program != null) {
            program.signal(name);
        }
    }

    Editor editor() {
        if (editor == null) {
            editor = new Editor("http://127.0.0.1:" + port, CODE, PacketTable.R1);
        }
        return editor;
    }

    ObjectNode snapshot() {
        return editor().snapshot();
    }

    long head() {
        return editor().http("GET", "/admin/changes", null).path("headCursor").asLong();
    }

    List<JsonNode> opsAfter(long cursor) {
        List<JsonNode> ops = new ArrayList<>();
        long from = cursor;
        while (true) {
            JsonNode page = editor().http("GET", "/admin/changes?cursor=" + from + "&limit=" + PAGE, null)
                    .path("operations");
            page.forEach(ops::add);
            if (page.size() < PAGE) {
                return ops;
            }
            from = page.path(PAGE - 1).path("cursor").asLong();
        }
    }

    static boolean isAbout(JsonNode op, String id) {
        return op.path("snapshot").path("id").asText().equals(id)
                || op.path("patch").path("id").asText().equals(id)
                || op.path("patch").path("key").asText().equals(id)
                || (id.equals("$world.spawn") && op.path("kind").asText().equals("spawn.update"));
    }

    /** The text behind an {@code asset://} URL; empty if there is none, or none yet. */
    String text(String url) {
        String known = assets.get(url);
        if (known == null && url.matches("asset://[0-9a-f]{64}\\..*")) {
            try {
                known = new String(editor().asset(url), StandardCharsets.UTF_8);
                assets.put(url, known);
            } catch (AssertionError e) {
                if (!String.valueOf(e.getMessage()).contains("404")) {
                    throw e;
                }
            }
        }
        return known == null ? "" : known;
    }
}
