package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the planner decided about one object. Each decision carries its reason in words for people: which base, which
 * rule (DESIGN 3).
 */
public sealed interface Decision {
    ObjectKey key();

    String reason();

    /** Nothing to do, not even to the base. */
    record Unchanged(ObjectKey key, String reason) implements Decision {}

    /**
     * Both sides are already equal; only the base moves.
     *
     * @param base the agreed value, or null if both sides lack the object
     * @param losses copies of a module that lose to a person's choice of the file
     */
    record Adopt(ObjectKey key, String reason, @Nullable BaseValue base, Losses losses) implements Decision {
        public Adopt(ObjectKey key, String reason, @Nullable BaseValue base) {
            this(key, reason, base, Losses.NONE);
        }
    }

    /** Only the remote side changed. */
    record PullToLocal(ObjectKey key, String reason, LocalEdit edit, BaseValue base, Losses losses)
            implements Decision {}

    /** Only the local side changed. */
    record PushToRemote(ObjectKey key, String reason, RemoteEdit edit, BaseValue base, Losses losses)
            implements Decision {}

    /**
     * Both sides changed and the changes merge: the remote write goes first.
     *
     * @param pushed the base if only the remote write could be done, because the file moved on meanwhile: what the files
     *     said is on both sides then; null if the old base still explains it
     */
    record MergeBoth(
            ObjectKey key,
            String reason,
            LocalEdit local,
            RemoteEdit remote,
            BaseValue base,
            @Nullable BaseValue pushed,
            Losses losses)
            implements Decision {}

    /**
     * Both sides changed and a person must choose; the object is frozen, its base stays for what they must choose.
     *
     * @param texts what could be merged of its scripts, by {@code asset://} URL: the merged value names these texts, and
     *     they exist nowhere else yet
     * @param agreed the base with what both sides have come to agree on beside the conflict; null if it says so already
     * @param forgotten whether what it shows of the world had been accepted by the runtime, which serves it no longer
     */
    record Conflict(
            ObjectKey key,
            String reason,
            ConflictDraft draft,
            Map<String, byte[]> texts,
            @Nullable BaseValue agreed,
            boolean forgotten)
            implements Decision {
        public Conflict {
            texts = Map.copyOf(texts);
        }
    }

    /** The remote side removed it, with an op that says so. */
    record DeleteLocal(ObjectKey key, String reason, LocalEdit.Remove edit) implements Decision {}

    /**
     * The files no longer have it, and have not had it for long enough.
     *
     * @param row the entity's row, which goes with the blueprint that it uses; null if the files lack the object already
     * @param losses what goes with it beside what the runtime serves
     */
    record DeleteRemote(
            ObjectKey key, String reason, RemoteEdit.Remove edit, LocalEdit.@Nullable Remove row, Losses losses)
            implements Decision {}

    /**
     * Nothing may be done now.
     *
     * @param kind what it waits for, and who is told
     * @param retryAtMillis clock reading at which to look again, or null if an event will tell
     * @param waitsFor the object that must come first, or null
     */
    record Hold(
            ObjectKey key,
            String reason,
            Kind kind,
            @Nullable Long retryAtMillis,
            @Nullable ObjectKey waitsFor) implements Decision {
        /** What kinds of holds there are. */
        public enum Kind {
            /** A grace period, not worth a word. */
            MOMENT,
            /** Somebody is moving it in the world: an edit in flight, that is named. */
            MOTION,
            /** Only counted, because nothing is to be done about it. */
            LEFT_ALONE,
            /** A person is told, and mostly needed. */
            PERSON,
            /** A deletion, that waits for a person. */
            DELETION
        }

        public static Hold reported(ObjectKey key, String reason) {
            return new Hold(key, reason, Kind.PERSON, null, null);
        }

        public static Hold until(ObjectKey key, String reason, long retryAtMillis) {
            return new Hold(key, reason, Kind.MOMENT, retryAtMillis, null);
        }

        /** Somebody is moving it; over at that time at the latest. */
        public static Hold inMotion(ObjectKey key, String reason, long retryAtMillis) {
            return new Hold(key, reason, Kind.MOTION, retryAtMillis, null);
        }

        /** A deletion that waits for a person. */
        public static Hold deletion(ObjectKey key, String reason) {
            return new Hold(key, reason, Kind.DELETION, null, null);
        }

        /** Counted, but nobody has to do anything about it. */
        public static Hold leftAlone(ObjectKey key, String reason) {
            return new Hold(key, reason, Kind.LEFT_ALONE, null, null);
        }

        public static Hold behind(ObjectKey key, String reason, ObjectKey waitsFor) {
            return new Hold(key, reason, Kind.PERSON, null, waitsFor);
        }

        /** Whether it stays so until a person, or somebody else, does something. */
        public boolean reported() {
            return kind == Kind.PERSON || kind == Kind.DELETION;
        }

        public boolean deletion() {
            return kind == Kind.DELETION;
        }
    }

    /**
     * What a merge or a person's choice leaves behind: values that lose and go to the trash, and the reasons.
     *
     * @param local what the files held, or null if nothing of theirs is lost; likewise remote
     * @param autoResolved fields that a policy decided
     * @param explained which side won where, and by which rule; empty if no merge was needed
     * @param texts merged script texts by their {@code asset://} URL, which exist nowhere else yet
     */
    record Losses(
            @Nullable ObjectNode local,
            @Nullable ObjectNode remote,
            List<FieldConflict> autoResolved,
            List<Explained> explained,
            Map<String, byte[]> texts) {
        public static final Losses NONE = new Losses(null, null, List.of(), List.of(), Map.of());

        public Losses {
            autoResolved = List.copyOf(autoResolved);
            explained = List.copyOf(explained);
            texts = Map.copyOf(texts);
        }

        /** Whether a side loses a value as a whole: somebody decided against it. */
        public boolean decided() {
            return local != null || remote != null;
        }
    }
}
