package dev.lobbysync.daemon.port;

import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the daemon counts and says (DESIGN 7). Every log line that concerns an object goes through {@link #object}. */
public interface Telemetry {
    /** The counters, by their published names. */
    enum Counter {
        OPS_LOCAL_TO_REMOTE("sync.ops.local_to_remote"),
        OPS_REMOTE_TO_LOCAL("sync.ops.remote_to_local"),
        CONFLICTS_TOTAL("sync.conflicts.total"),
        CONFLICTS_AUTO_RESOLVED("sync.conflicts.auto_resolved"),
        OVERWRITES_PREVENTED("sync.overwrites.prevented"),
        OVERWRITES_DETECTED("sync.overwrites.detected"),
        STARTUP_OVERWRITES("sync.startup.overwrites"),
        VERSION_MISMATCHES("sync.version.mismatches"),
        LOCK_FAILURES("sync.lock.failures");

        private final String published;

        Counter(String published) {
            this.published = published;
        }

        public String published() {
            return published;
        }
    }

    /** The gauges and timers, by their published names. */
    enum Gauge {
        CURSOR_LAG("sync.cursor.lag"),
        HANDSHAKE_MILLIS("sync.handshake.duration_ms"),
        CONFLICTS_OPEN("sync.conflicts.open"),
        OBJECTS_HELD("sync.objects.held"),
        LAST_SUCCESS("sync.last_success");

        private final String published;

        Gauge(String published) {
            this.published = published;
        }

        public String published() {
            return published;
        }
    }

    /** How an object was settled; on every line that concerns one. */
    enum Mode {
        PULL,
        PUSH,
        MERGE,
        ADOPT,
        CONFLICT,
        RESOLVE,
        DELETE_LOCAL,
        DELETE_REMOTE,
        HOLD,
        RETRY,
        RESTORE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void count(Counter counter, long by);

    void gauge(Gauge gauge, long value);

    /** The phase changed. */
    void phase(String phase, String why);

    /**
     * What a decision was about, for whoever wants to know more than the message says.
     *
     * @param fields the fields that change, or that are in conflict
     * @param explained which side won where, and by which rule; empty if no merge was needed
     */
    record Details(List<String> fields, List<Explained> explained) {
        public static final Details NONE = new Details(List.of(), List.of());

        public Details {
            fields = List.copyOf(fields);
            explained = List.copyOf(explained);
        }
    }

    /**
     * Something happened to an object.
     *
     * @param uid null if unknown
     * @param opId null if no op is involved
     */
    void object(ObjectKey key, @Nullable String uid, @Nullable String opId, Mode mode, String message, Details details);

    /** Something happened to an object, and the message says all. */
    default void object(ObjectKey key, @Nullable String uid, @Nullable String opId, Mode mode, String message) {
        object(key, uid, opId, mode, message, Details.NONE);
    }

    /** Something a person should know that concerns no single object. */
    void notice(String message);

    /** Something is wrong and a person may have to act. */
    void warn(String message);
}
