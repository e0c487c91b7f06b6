package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import org.jspecify.annotations.Nullable;

/**
 * What the remote side counts as in a merge, which is not always what the runtime serves: a runtime that forgot accepted
 * work has not edited anything (DESIGN 3, PROTOCOL 4.4).
 *
 * @param counts the remote object as it counts, or null if it counts as absent
 * @param why how the feed explains it
 */
record Judgement(@Nullable ObjectNode counts, Why why) {
    /** How the feed explains the remote side. */
    enum Why {
        /** The runtime serves it, and nothing speaks against taking that for what it is. */
        SERVED,
        /** Absent, and an op says that somebody removed it (or it never was there). */
        REMOVED,
        /** The runtime no longer has work that it had accepted; the last op's snapshot counts. */
        FORGOTTEN,
        /** Our own write covered somebody's unseen one, which counts as if it still stood. */
        OVERWRITTEN,
        /** Gone without an op, and nothing protected it from the cleaner. */
        GONE_UNEXPLAINED
    }

    /**
     * Judges one object.
     *
     * @param served what the runtime serves, or null if absent
     * @param neededByBase whether an entity of the base uses the blueprint, which protects it from the cleaner
     */
    static Judgement of(
            ObjectKind kind,
            @Nullable BaseEntry base,
            @Nullable ObjectNode served,
            Evidence evidence,
            AssetNames names,
            boolean neededByBase) {
        if (evidence.instead() != null) {
            return evidence.instead();
        }
        if (kind == ObjectKind.SETTINGS || kind == ObjectKind.SPAWN || base == null) {
            return new Judgement(served, served == null ? Why.REMOVED : Why.SERVED);
        }
        return served == null
                ? ofAbsent(kind, base, evidence, neededByBase)
                : ofPresent(kind, base, served, evidence, names);
    }

    private static Judgement ofAbsent(ObjectKind kind, BaseEntry base, Evidence evidence, boolean neededByBase) {
        if (evidence.saysRemoved()) {
            return new Judgement(null, Why.REMOVED);
        }
        if (evidence.lastSnapshot() != null) {
            return new Judgement(evidence.lastSnapshot(), Why.FORGOTTEN);
        }
        ObjectNode value = base.value();
        boolean isProtected = kind == ObjectKind.ENTITY
                || neededByBase
                || value.path("keep").asBoolean()
                || value.path("scene").asBoolean();
        return isProtected ? new Judgement(value, Why.FORGOTTEN) : new Judgement(null, Why.GONE_UNEXPLAINED);
    }

    private static Judgement ofPresent(
            ObjectKind kind, BaseEntry base, ObjectNode served, Evidence evidence, AssetNames names) {
        ObjectNode last = evidence.lastSnapshot();
        boolean regressed;
        ObjectNode remembered;
        if (last == null || evidence.saysRemoved()) {
            regressed = olderVersion(served, base.revision())
                    || (isOldOp(served, base, evidence)
                            && !JsonEquality.equal(
                                    MergeForm.of(kind, served, names), MergeForm.of(kind, base.value(), names)));
            remembered = base.value();
        } else {
            boolean sameContent =
                    JsonEquality.equal(MergeForm.of(kind, served, names), MergeForm.of(kind, last, names));
            regressed = !sameContent
                    && (olderVersion(served, last.get("version"))
                            || isOldOp(served, base, evidence)
                            || evidence.opIds().contains(opIdOf(served)))
                    && !opIdOf(served).equals(evidence.lastOpId());
            remembered = last;
        }
        return regressed ? new Judgement(remembered, Why.FORGOTTEN) : new Judgement(served, Why.SERVED);
    }

    private static boolean olderVersion(ObjectNode served, @Nullable JsonNode accepted) {
        return accepted != null
                && accepted.isNumber()
                && served.path("version").isNumber()
                && served.path("version").asLong() < accepted.asLong();
    }

    /**
     * Whether the object's own last op is known to lie at or before the base's cursor. Upstream writes a cursor that may be
     * ahead of the values beside it (PROTOCOL 11, items 40 and 41), so that one proves nothing.
     */
    private static boolean isOldOp(ObjectNode served, BaseEntry base, Evidence evidence) {
        String opId = opIdOf(served);
        if (evidence.opIds().contains(opId)) {
            return false;
        }
        return opId.equals(base.lastOpId())
                || (base.origin() != BaseEntry.Origin.UPSTREAM
                        && evidence.olderOpIds().contains(opId))
                || (opId.isEmpty() && base.lastOpId() != null);
    }

    private static String opIdOf(ObjectNode served) {
        JsonNode opId = served.path("lastOpId");
        return opId.isTextual() ? opId.textValue() : "";
    }
}
