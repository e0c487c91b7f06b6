package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the picture that {@code status} shows; written by the sync context, read by anybody. */
final class StatusBoard {
    private final Ports ports;
    private final Waits waits;
    private final boolean bidirectional;
    private volatile SyncStatus status;
    private Phase phase = new Phase.Starting();
    private long lastSuccess;
    private @Nullable String note;

    StatusBoard(Ports ports, Waits waits, boolean bidirectional) {
        this.ports = ports;
        this.waits = waits;
        this.bidirectional = bidirectional;
        // What was agreed before this run still is, whether or not the runtime can be reached now.
        this.lastSuccess = ports.state().agreedWallMillis();
        this.status = SyncStatus.starting(lastSuccess);
        ports.telemetry().gauge(Telemetry.Gauge.LAST_SUCCESS, lastSuccess);
    }

    SyncStatus status() {
        return status;
    }

    /** The phase changed, or what it waits for. */
    void phase(Phase next) {
        if (!next.equals(phase)) {
            boolean routine = isRoutine(phase) && isRoutine(next);
            phase = next;
            if (!routine) {
                ports.telemetry().phase(next.word(), next.why());
            }
        }
    }

    /** Watching and applying follow each other at every edit, which speaks for itself. */
    private static boolean isRoutine(Phase phase) {
        return phase instanceof Phase.Watching || phase instanceof Phase.Applying;
    }

    /** Something that the next pictures shall say until a handshake succeeds. */
    void note(String sentence) {
        note = sentence;
    }

    /** Takes a new picture. */
    void publish(boolean connected, boolean ready, long cursor, @Nullable String guard) {
        if (connected) {
            note = null;
            if (!waits.inFlight()) {
                lastSuccess = ports.clock().wallMillis();
            }
        }
        List<SyncStatus.Waiting> held = waits.heldForPeople();
        List<SyncStatus.Waiting> moving = waits.moving();
        List<SyncStatus.Waiting> leftAlone = waits.leftAlone();
        int conflicts = ports.conflicts().open().size();
        ports.telemetry().gauge(Telemetry.Gauge.CONFLICTS_OPEN, conflicts);
        ports.telemetry().gauge(Telemetry.Gauge.OBJECTS_HELD, held.size());
        ports.telemetry().gauge(Telemetry.Gauge.LAST_SUCCESS, lastSuccess);
        status = new SyncStatus(
                phase instanceof Phase.Watching && !leftAlone.isEmpty()
                        ? new Phase.Watching(leftAlone(leftAlone))
                        : phase,
                ready,
                cursor,
                ports.state().count(ObjectKind.BLUEPRINT),
                ports.state().count(ObjectKind.ENTITY),
                ports.state().count(ObjectKind.MODULE),
                waits.dirtyCount() + moving.size(),
                waits.failing(),
                held,
                moving,
                leftAlone,
                conflicts,
                guard,
                notes(),
                lastSuccess);
    }

    /** A message that names its file, once. */
    static String named(String path, String message) {
        return message.contains(path) ? message : path + ": " + message;
    }

    private static String leftAlone(List<SyncStatus.Waiting> objects) {
        return (objects.size() == 1
                        ? "1 object that the world changed is"
                        : objects.size() + " objects that the world changed are")
                + " left alone.";
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!bidirectional) {
            notes.add(PushOnly.NOTE);
        }
        if (note != null) {
            notes.add(note);
        }
        for (Project.Problem problem : ports.project().problems()) {
            notes.add(named(problem.path(), problem.message()) + "; " + problem.remedy());
        }
        String degraded = ports.watcher().degraded();
        if (degraded != null) {
            notes.add(degraded);
        }
        return notes;
    }
}
