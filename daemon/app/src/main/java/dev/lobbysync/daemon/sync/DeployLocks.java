package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deploy locks for script operations, and the deploy snapshots that go before them (PROTOCOL 6, DESIGN 3). The token of a
 * held lock lies in the state, so that a restart after a crash can release it.
 */
final class DeployLocks {
    private static final long SNAPSHOT_EVERY_MILLIS = 10 * 60_000L;
    private static final int MANY_SCOPES = 8;
    private static final String GLOBAL = "global";

    private final Remote remote;
    private final StateStore state;
    private final Clock clock;
    private final Telemetry telemetry;
    private final String owner;
    private final @Nullable String note;
    private final Map<String, Long> snapshotAt = new HashMap<>();

    DeployLocks(
            Remote remote, StateStore state, Clock clock, Telemetry telemetry, String owner, @Nullable String note) {
        this.remote = remote;
        this.state = state;
        this.clock = clock;
        this.telemetry = telemetry;
        this.owner = owner;
        this.note = note;
    }

    /** Releases what an earlier run left held. */
    void releaseLeftovers() throws RemoteException, IOException {
        for (Map.Entry<String, String> lock : Map.copyOf(state.heldLocks()).entrySet()) {
            remote.releaseLeftover(lock.getKey(), lock.getValue());
            state.lockReleased(lock.getKey());
        }
    }

    /**
     * Locks the scopes of the given script operations and saves the blueprints that they change. A scope that somebody
     * else holds is a problem of its steps only.
     */
    Held acquire(List<Step> steps) throws RemoteException, IOException {
        Map<String, List<RemoteEdit>> byScope = new TreeMap<>();
        for (Step step : steps) {
            if (step.fine()) {
                RemoteEdit edit = step.remote().orElseThrow();
                byScope.computeIfAbsent(Wire.scope(edit), s -> new ArrayList<>())
                        .add(edit);
            }
        }
        Held held = new Held();
        // Any scoped lock keeps everybody, us included, from the global one (PROTOCOL 6.1).
        boolean global = byScope.containsKey(GLOBAL) || byScope.size() >= MANY_SCOPES;
        if (global && lock(GLOBAL, held)) {
            List<RemoteEdit> all = new ArrayList<>();
            byScope.values().forEach(all::addAll);
            saveBeforeChange(GLOBAL, all, held);
            return held;
        }
        for (Map.Entry<String, List<RemoteEdit>> scope : byScope.entrySet()) {
            if (!scope.getKey().equals(GLOBAL) && lock(scope.getKey(), held)) {
                saveBeforeChange(scope.getKey(), scope.getValue(), held);
            }
        }
        return held;
    }

    private boolean lock(String scope, Held held) throws RemoteException, IOException {
        try {
            Remote.DeployLock lock = remote.lock(scope, owner);
            held.locks.put(scope, lock);
            state.lockHeld(scope, lock.token());
            return true;
        } catch (RemoteException e) {
            if (e.kind() != RemoteException.Kind.REJECTED) {
                held.close();
                throw e;
            }
            telemetry.count(Telemetry.Counter.LOCK_FAILURES, 1);
            held.problems.put(scope, "waiting for the deploy lock: " + e.getMessage());
            return false;
        }
    }

    /** At most one deploy snapshot per app in ten minutes, of existing blueprints only. */
    private void saveBeforeChange(String scope, List<RemoteEdit> edits, Held held) throws RemoteException {
        List<String> ids = new ArrayList<>();
        for (RemoteEdit edit : edits) {
            Long last = snapshotAt.get(app(edit));
            boolean due = last == null || clock.monotonicMillis() - last >= SNAPSHOT_EVERY_MILLIS;
            if (edit instanceof RemoteEdit.Modify && due) {
                ids.add(edit.key().id());
            }
        }
        if (ids.isEmpty()) {
            return;
        }

        Remote.DeployLock lock = Objects.requireNonNull(held.locks.get(scope));
        try {
            String snapshot = remote.deploySnapshot(ids, scope, lock.token(), note);
            // A rollback without an id takes the latest of any scope (PROTOCOL 6.4), so the id must be found again.
            telemetry.notice("deploy snapshot " + snapshot + " keeps " + String.join(", ", ids)
                    + " as the world had it before this change");
            edits.forEach(edit -> snapshotAt.put(app(edit), clock.monotonicMillis()));
        } catch (RemoteException e) {
            if (e.kind() != RemoteException.Kind.REJECTED) {
                held.close();
                throw e;
            }
            telemetry.warn("no deploy snapshot of " + String.join(", ", ids) + ": " + e.getMessage());
        }
    }

    /** The app that a blueprint belongs to: the root of its scripts. */
    private static String app(RemoteEdit edit) {
        JsonNode root = Wire.content(edit).path(MergeForm.SCRIPT_REF);
        return root.isTextual() ? root.textValue() : edit.key().id();
    }

    /** Locks that are held for the length of one stage. */
    final class Held implements AutoCloseable {
        private final Map<String, Remote.DeployLock> locks = new LinkedHashMap<>();
        private final Map<String, String> problems = new HashMap<>();

        /** The token to send for a scope, or null if it could not be locked. */
        @Nullable
        String token(String scope) {
            Remote.DeployLock lock = locks.getOrDefault(GLOBAL, locks.get(scope));
            return lock == null ? null : lock.token();
        }

        String problem(String scope) {
            return problems.getOrDefault(scope, "the deploy lock of " + scope + " could not be acquired");
        }

        @Override
        public void close() {
            locks.forEach((scope, lock) -> {
                lock.close();
                try {
                    state.lockReleased(scope);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot note that the lock of " + scope + " was released", e);
                }
            });
            locks.clear();
        }
    }
}
