package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lobbysync.daemon.telemetry.TerminalText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} tells: the truth in a glance (DESIGN 7). Its JSON form is {@link #json}, described by {@code
 * schema/status.schema.json}.
 *
 * @param running whether a daemon told this; false if it was read from the files
 * @param phase {@code starting}, {@code handshake}, {@code watching}, {@code applying}, {@code offline}, {@code
 *     waiting-for-git}, {@code paused}, {@code halted}, {@code stopping}, or {@code stopped} without a daemon
 * @param why what the phase waits for or halted on, with the remedy; empty if nothing needs saying
 * @param files what only the files tell; null with a daemon, and where it is not known
 * @param held objects that wait for a person, deletions included
 * @param guard why deletions are held as a whole (DESIGN 6), or null
 * @param notes further sentences for people: watching degraded to polling, cannot read a file …
 * @param counters by their published names; empty without a daemon
 */
public record StatusReport(
        boolean running,
        String phase,
        String why,
        World world,
        Feed feed,
        Counts counts,
        Work work,
        @Nullable Files files,
        List<Held> held,
        @Nullable String guard,
        List<String> notes,
        Map<String, Long> counters) {
    public static final String OFFLINE = "offline";
    public static final String HALTED = "halted";
    public static final String PAUSED = "paused";
    public static final String WAITING_FOR_GIT = "waiting-for-git";
    public static final String STOPPED = "stopped";

    private static final JsonFactory JSON = new JsonFactory();

    public StatusReport {
        held = List.copyOf(held);
        notes = List.copyOf(notes);
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /** The world; url and target are null if not configured or not known. */
    public record World(
            @Nullable String id,
            @Nullable String url,
            @Nullable String target) {}

    /**
     * Where the daemon is in the changefeed.
     *
     * @param cursor null if no op was ever read
     * @param lag ops that the runtime has beyond the cursor, as far as known
     */
    public record Feed(@Nullable Long cursor, long lag) {}

    /** Objects that have a base. */
    public record Counts(int blueprints, int entities, int modules) {}

    /**
     * What is going on.
     *
     * @param pending objects with edits in flight; without a daemon, files that differ from the last sync
     * @param failing objects whose last attempt failed and will be repeated
     * @param conflicts open conflict artifacts
     * @param lastSuccess ISO time at which both sides last agreed, null if never
     */
    public record Work(
            int pending,
            int failing,
            int conflicts,
            @Nullable String lastSuccess) {}

    /**
     * An object that stays as it is on both sides.
     *
     * @param object {@code blueprint Lamp}
     * @param reason why, and what to do about it
     * @param deletion whether it is a deletion that waits
     */
    public record Held(String object, String reason, boolean deletion) {}

    /**
     * Files that differ from what they were at the last sync, by their paths in the project; found out from their stats.
     */
    public record Files(List<String> changed, List<String> added, List<String> removed) {
        public Files {
            changed = List.copyOf(changed);
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        public int count() {
            return changed.size() + added.size() + removed.size();
        }
    }

    /** The report as one JSON object, with the exit code that belongs to it as {@code exitCode}. */
    public String json() {
        return json(ExitCodes.of(this));
    }

    /** The report as one JSON object, within the answer to a command that exits with this code. */
    String json(int exitCode) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("formatVersion", 1);
            out.writeBooleanField("running", running);
            out.writeStringField("phase", phase);
            out.writeStringField("why", why);
            out.writeObjectFieldStart("world");
            out.writeStringField("id", world.id);
            out.writeStringField("url", world.url);
            out.writeStringField("target", world.target);
            out.writeEndObject();
            out.writeObjectFieldStart("feed");
            if (feed.cursor == null) {
                out.writeNullField("cursor");
            } else {
                out.writeNumberField("cursor", feed.cursor);
            }
            out.writeNumberField("lag", feed.lag);
            out.writeEndObject();
            out.writeObjectFieldStart("counts");
            out.writeNumberField("blueprints", counts.blueprints);
            out.writeNumberField("entities", counts.entities);
            out.writeNumberField("modules", counts.modules);
            out.writeEndObject();
            out.writeObjectFieldStart("work");
            out.writeNumberField("pending", work.pending);
            out.writeNumberField("failing", work.failing);
            out.writeNumberField("conflicts", work.conflicts);
            out.writeStringField("lastSuccess", work.lastSuccess);
            out.writeEndObject();
            writeFiles(out);
            writeHeld(out);
            out.writeStringField("guard", guard);
            out.writeArrayFieldStart("notes");
            for (String note : notes) {
                out.writeString(note);
            }
            out.writeEndArray();
            out.writeObjectFieldStart("counters");
            for (Map.Entry<String, Long> counter : counters.entrySet()) {
                out.writeNumberField(counter.getKey(), counter.getValue());
            }
            out.writeEndObject();
            out.writeNumberField("exitCode", exitCode);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(text.toString());
    }

    private void writeFiles(JsonGenerator out) throws IOException {
        if (files == null) {
            out.writeNullField("files");
            return;
        }
        out.writeObjectFieldStart("files");
        writePaths(out, "changed", files.changed);
        writePaths(out, "added", files.added);
        writePaths(out, "removed", files.removed);
        out.writeEndObject();
    }

    private static void writePaths(JsonGenerator out, String name, List<String> paths) throws IOException {
        out.writeArrayFieldStart(name);
        for (String path : paths) {
            out.writeString(path);
        }
        out.writeEndArray();
    }

    private void writeHeld(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("held");
        for (Held one : held) {
            out.writeStartObject();
            out.writeStringField("object", one.object);
            out.writeStringField("reason", one.reason);
            out.writeBooleanField("deletion", one.deletion);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
