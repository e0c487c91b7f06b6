package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a line of the journal can say; {@link JournalCodec} shows each as text. */
sealed interface JournalRecord {
    /**
     * The first line.
     *
     * @param checkpoint SHA-256 of the checkpoint file that the journal continues, null if there is none
     * @param foreign that checkpoint was not written by us
     */
    record Header(@Nullable String checkpoint, boolean foreign, String worldId) implements JournalRecord {}

    /** The project has a new instance id. */
    record Instance(InstanceIdentity identity) implements JournalRecord {}

    /**
     * Base entries and cursor of a batch.
     *
     * @param policy the merge policy that holds from here on, null if it is the one before
     * @param landed whether nothing is {@link Expected expected} any more
     */
    record State(
            List<Put> put,
            Set<ObjectKey> removed,
            @Nullable FeedPosition position,
            Set<String> settled,
            Map<String, String> aliases,
            @Nullable String policy,
            boolean landed,
            long atMillis)
            implements JournalRecord {
        boolean isEmpty() {
            return put.isEmpty()
                    && removed.isEmpty()
                    && position == null
                    && settled.isEmpty()
                    && aliases.isEmpty()
                    && !landed;
        }
    }

    /**
     * One new base entry.
     *
     * @param members see {@link StoredEntry}
     * @param value null if it is the one that the entry already had
     */
    record Put(ObjectKey key, ObjectNode members, @Nullable ValueSlice value) {}

    /** Ops about to be sent. */
    record Sent(List<SentOp> ops) implements JournalRecord {}

    /**
     * Files about to be written.
     *
     * @param removals apps of which more than one file is about to be deleted
     */
    record Writing(long number, List<FileIntent> intents, List<AppRemoval> removals, Expected then)
            implements JournalRecord {}

    /** Base entries as they are to be once files are written. */
    record Expected(List<Put> put, Set<ObjectKey> removed) {
        static final Expected NOTHING = new Expected(List.of(), Set.of());

        boolean isEmpty() {
            return put.isEmpty() && removed.isEmpty();
        }
    }

    /** The writes with that number have ended. */
    record Written(long number) implements JournalRecord {}

    /** Everything before this line is in the checkpoint with that SHA-256, should that be the one found. */
    record Compacted(String checkpoint) implements JournalRecord {}

    /** Every base was set aside. */
    record Reset(String reason, long atMillis) implements JournalRecord {}
}
