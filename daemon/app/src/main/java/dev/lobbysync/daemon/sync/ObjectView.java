package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the planner sees of one object: the three trees at that place, and what is known about them.
 *
 * @param base what both sides last agreed on, or null
 * @param local what the files say
 * @param goneForMillis how long a local object with a base has been gone
 * @param served what the runtime serves, or null if it serves no such object
 * @param servedHash SHA-256 of the canonical normal form of {@code served}, or null
 * @param movingForMillis if somebody drags or uploads the entity: milliseconds since its last op, else null
 * @param evidence what the feed says since the base
 * @param mergesState whether the state of the entity takes part (PROTOCOL 7.9)
 * @param neededByBase whether an entity of the base uses the blueprint
 * @param modules of a blueprint: URL of each shared module's local file by script path, as far as it is settled
 * @param unsettledModule a shared module of its set that waits or is in conflict, or null
 * @param copies of a module: the copies in the runtime's blueprints that import it
 * @param chosen a person's choice for the open conflict, or null
 * @param metBy what the base was found by at a first meeting ({@code commit 1a2b3c4}), as far as this run knows, or null
 */
record ObjectView(
        ObjectKey key,
        @Nullable BaseEntry base,
        LocalState local,
        long goneForMillis,
        @Nullable ObjectNode served,
        @Nullable String servedHash,
        @Nullable Long movingForMillis,
        Evidence evidence,
        boolean mergesState,
        boolean neededByBase,
        Map<String, String> modules,
        @Nullable ObjectKey unsettledModule,
        List<Copy> copies,
        @Nullable Chosen chosen,
        @Nullable String metBy) {

    /** The same with another past: without a base, and with what the files and the runtime said then. */
    ObjectView inThePast(LocalState then, @Nullable ObjectNode servedThen) {
        return new ObjectView(
                key,
                null,
                then,
                0,
                servedThen,
                null,
                null,
                Evidence.NONE,
                mergesState,
                false,
                Map.of(),
                null,
                List.of(),
                null,
                null);
    }

    /**
     * A copy of a shared module in one blueprint of the runtime.
     *
     * @param base its URL in that blueprint's base, or null; both canonical
     * @param ahead whether the blueprint was settled later than the module
     */
    record Copy(String blueprintId, @Nullable String base, String served, boolean ahead) {}

    /**
     * What a person chose.
     *
     * @param settled with {@link Use#MERGED}: what they settled field by field
     * @param document with {@link Use#MERGED}: the merged document as they wrote it, or null
     * @param editedScripts with {@link Use#MERGED}: the scripts beside the artifact as the person left them
     */
    record Chosen(
            ConflictArtifact artifact,
            Use use,
            Map<String, FieldChoice> settled,
            @Nullable ObjectNode document,
            Map<String, byte[]> editedScripts) {
        /** One side as a whole. */
        static Chosen side(ConflictArtifact artifact, Use use) {
            return new Chosen(artifact, use, Map.of(), null, Map.of());
        }

        /** In words for people. */
        String reason() {
            if (use != Use.MERGED || (document == null && settled.isEmpty())) {
                return "a person chose " + use.word();
            }
            if (document != null) {
                return "a person edited the merged document";
            }
            List<String> fields = new ArrayList<>();
            settled.forEach(
                    (field, choice) -> fields.add(field + " " + choice.use().word()));
            return "a person chose field by field: " + String.join(", ", fields);
        }
    }

    /** Whether the runtime serves exactly what the base holds; answered without parsing the base. */
    boolean servedIsBase() {
        return base != null && servedHash != null && base.hash().equals(servedHash);
    }
}
