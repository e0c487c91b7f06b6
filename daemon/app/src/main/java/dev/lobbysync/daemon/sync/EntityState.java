package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.Ownership;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An entity's {@code state} takes part in the merge only where a policy takes it from the runtime (PROTOCOL 7.9, ENGINE
 * S11). The runtime empties it at boot and whenever its blueprint changes, and says so nowhere (PROTOCOL 11, item 23):
 * that is no edit, so what was agreed on counts on and is put back.
 */
final class EntityState {
    private static final MergePath PATH = MergePath.of(KnownFields.ENTITY_STATE);

    private EntityState() {}

    static boolean isMerged(MergePolicy policy) {
        return policy.ownership(PATH) != Ownership.RUNTIME;
    }

    /** The policy for one row, which may say otherwise than the project. */
    static MergePolicy ofRow(MergePolicy policy, ObjectNode row) {
        return Ownership.ofName(row.path(KnownFields.STATE_OWNERSHIP).asText(""))
                .map(owner -> policy.with(PATH, owner))
                .orElse(policy);
    }

    /** The form with the state of the value that it was made of. */
    static ObjectNode with(ObjectNode form, JsonNode value) {
        JsonNode state = value.path(KnownFields.ENTITY_STATE);
        if (state.isObject() && !state.isEmpty()) {
            form.set(KnownFields.ENTITY_STATE, state);
        }
        return form;
    }

    /** The value without its state. */
    static ObjectNode without(ObjectNode value) {
        ObjectNode rest = value.objectNode();
        rest.setAll(value);
        rest.remove(KnownFields.ENTITY_STATE);
        return rest;
    }

    /** Whether the base's state is what both sides agreed on, and not just what the runtime had at that moment. */
    static boolean isAgreed(@Nullable BaseEntry base) {
        return base != null
                && base.origin() == BaseEntry.Origin.SYNCED
                && !base.silent().contains(KnownFields.ENTITY_STATE);
    }

    /** What an entry has to say about fields that no file mentions, if the state is not merged. */
    static Set<String> notAgreed(ObjectKey key, ObjectNode value, Set<String> silent) {
        if (key.kind() != ObjectKind.ENTITY
                || value.path(KnownFields.ENTITY_STATE).isEmpty()) {
            return silent;
        }
        Set<String> more = new TreeSet<>(silent);
        more.add(KnownFields.ENTITY_STATE);
        return more;
    }

    /** The state that counts as the remote side's, out of the object that counts as the remote side. */
    static JsonNode remote(ObjectView view, ObjectNode counts) {
        JsonNode state = counts.path(KnownFields.ENTITY_STATE);
        return view.base() != null
                        && isAgreed(view.base())
                        && state.isEmpty()
                        && !view.evidence().stateSet()
                ? view.base().value().path(KnownFields.ENTITY_STATE)
                : state;
    }
}
