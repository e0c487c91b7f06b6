package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture of the heart at one moment, safe to read from any thread.
 *
 * @param ready whether the first handshake is done
 * @param cursor how far the feed was read
 * @param blueprints objects that have a base, likewise entities and modules
 * @param pending objects with edits in flight
 * @param failing objects whose last attempt failed and will be repeated
 * @param moving entities that somebody is just moving; they count as pending
 * @param leftAlone what the world changed while nothing is written into the project
 * @param conflicts open conflicts
 * @param guard why deletions are held as a whole, or null
 * @param notes sentences about files and the watcher
 * @param lastSuccessWallMillis when both sides last agreed; 0 if never
 */
public record SyncStatus(
        Phase phase,
        boolean ready,
        long cursor,
        int blueprints,
        int entities,
        int modules,
        int pending,
        List<Waiting> failing,
        List<Waiting> held,
        List<Waiting> moving,
        List<Waiting> leftAlone,
        int conflicts,
        @Nullable String guard,
        List<String> notes,
        long lastSuccessWallMillis) {
    public SyncStatus {
        failing = List.copyOf(failing);
        held = List.copyOf(held);
        moving = List.copyOf(moving);
        leftAlone = List.copyOf(leftAlone);
        notes = List.copyOf(notes);
    }

    /** An object that waits, and why. */
    public record Waiting(ObjectKey key, String reason, boolean deletion) {}

    static SyncStatus starting(long lastSuccessWallMillis) {
        return new SyncStatus(
                new Phase.Starting(),
                false,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                null,
                List.of(),
                lastSuccessWallMillis);
    }
}
