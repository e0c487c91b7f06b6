package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;

/**
 * The usual case, told without building forms or parsing the base: the runtime serves exactly the base, no op came since,
 * and every field that the files mention says the same, or is known to. Whatever it cannot tell is left to the full
 * comparison.
 */
final class AgreedStill {
    private AgreedStill() {}

    static boolean holds(ObjectView view) {
        BaseEntry base = view.base();
        ObjectNode served = view.served();
        return base != null
                && served != null
                && base.origin() == BaseEntry.Origin.SYNCED
                && view.evidence().lastKind() == null
                && view.evidence().instead() == null
                && view.chosen() == null
                && view.local() instanceof LocalState.Present present
                && view.servedIsBase()
                && (present.agreesWith(base) || saysTheSame(view.key().kind(), present, base, served))
                && (!view.mergesState() || sameState(present, base, served));
    }

    private static boolean saysTheSame(ObjectKind kind, LocalState.Present present, BaseEntry base, ObjectNode served) {
        for (String field : KnownFields.of(kind)) {
            JsonNode there = served.path(field);
            boolean same;
            if (kind == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field)) {
                same = equalOrNothing(present.value().path(field), there);
            } else if (present.present().contains(field)) {
                same = equalOrDefault(kind, field, present.value().path(field), there);
            } else {
                same = Sides.isSilent(base, field) || MergeForm.isDefault(kind, field, there);
            }
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameState(LocalState.Present present, BaseEntry base, ObjectNode served) {
        return EntityState.isAgreed(base)
                && JsonEquality.equal(
                        EntityState.with(served.objectNode(), present.value()),
                        EntityState.with(served.objectNode(), served));
    }

    private static boolean equalOrDefault(ObjectKind kind, String field, JsonNode here, JsonNode there) {
        return JsonEquality.equal(here, there)
                || (MergeForm.isDefault(kind, field, here) && MergeForm.isDefault(kind, field, there));
    }

    private static boolean equalOrNothing(JsonNode here, JsonNode there) {
        return isNothing(here) ? isNothing(there) : JsonEquality.equal(here, there);
    }

    /** An empty text or set of scripts is none (PROTOCOL 11, item 54). */
    private static boolean isNothing(JsonNode script) {
        return script.isMissingNode()
                || script.isNull()
                || (script.isObject() && script.isEmpty())
                || (script.isTextual() && script.textValue().isEmpty());
    }
}
