package dev.lobbysync.daemon.sync;

import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.ScriptSetMerge;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the heart shall behave.
 *
 * @param strict do not start while conflicts are open (DESIGN 7)
 * @param bidirectional false: nothing is written into the project
 * @param minDeletions a plan that deletes at least so many objects …
 * @param maxDeletedPercent … and more than this part of their kind waits for a person (DESIGN 6)
 * @param deletionGraceMillis how long a local object must be gone before that counts
 * @param policies ownership per kind (PROTOCOL 7.9)
 * @param syntax judges scripts that were merged from two sides (ENGINE S8)
 * @param lockOwner shown to others who wait for our deploy lock
 * @param deployNote note of deploy snapshots, or null
 */
public record SyncOptions(
        boolean strict,
        boolean bidirectional,
        int minDeletions,
        int maxDeletedPercent,
        long deletionGraceMillis,
        Map<ObjectKind, MergePolicy> policies,
        ScriptSetMerge.Syntax syntax,
        String lockOwner,
        @Nullable String deployNote) {
    /** How long a local object must be gone before that counts as a deletion (DESIGN 4). */
    public static final long DELETION_GRACE_MILLIS = 3_000;

    public SyncOptions {
        policies = Map.copyOf(policies);
    }

    /** One hash for all the policies, stored with the bases that are agreed on under them (ENGINE S5). */
    String policyVersion() {
        StringBuilder versions = new StringBuilder();
        new TreeMap<>(policies).forEach((kind, policy) -> versions.append(kind.wireName())
                .append(' ')
                .append(policy.version())
                .append('\n'));
        return Sha256.hex(versions.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
