package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's work that our own write covered, before anybody had seen it.
 *
 * @param counts the remote object as it would be had our write not covered it
 * @param stands what the feed says that the runtime serves instead, as far as its ops tell: where somebody goes on from
 *     there, only what they change takes the place of what was covered (the wire knows {@code props} only as a whole)
 */
record Covered(ObjectNode counts, ObjectNode stands) {

    /** With an op of somebody else, which changes the object further. */
    Covered further(FeedOp op) {
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        next.setAll(counts);
        Overwrites.fieldsOf(op)
                .properties()
                .forEach(field -> set(
                        next,
                        field.getKey(),
                        onward(stands.path(field.getKey()), counts.path(field.getKey()), field.getValue())));
        return new Covered(next, standing(stands, op));
    }

    /** Whether an op of somebody else replaces something that they could not see. */
    boolean isReplacedBy(FeedOp op) {
        return op.kind().isAdd()
                || op.kind().isRemove()
                || Overwrites.fieldsOf(op).properties().stream()
                        .anyMatch(field ->
                                hides(stands.path(field.getKey()), counts.path(field.getKey()), field.getValue()));
    }

    /** Whether writing {@code now} where {@code stood} was seen takes away something that counted, leaf by leaf. */
    private static boolean hides(JsonNode stood, JsonNode counted, JsonNode now) {
        if (JsonEquality.equal(stood, now) || JsonEquality.equal(stood, counted) || JsonEquality.equal(counted, now)) {
            return false;
        }
        if (!(stood.isObject() && counted.isObject() && now.isObject())) {
            return true;
        }
        return counted.properties().stream()
                .anyMatch(member -> hides(stood.path(member.getKey()), member.getValue(), now.path(member.getKey())));
    }

    /** With an op of our own, which changes only what stands. */
    Covered beneath(FeedOp op) {
        return new Covered(counts, standing(stands, op));
    }

    /** What is served after an op, as far as the ops tell. */
    static ObjectNode standing(@Nullable ObjectNode before, FeedOp op) {
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        if (op.kind().isRemove()) {
            return after;
        }
        if (op.kind() != OpKind.SETTINGS_UPDATE && op.snapshot() instanceof ObjectNode snapshot) {
            return snapshot;
        }
        if (before != null) {
            after.setAll(before);
        }
        after.setAll(Overwrites.fieldsOf(op));
        return after;
    }

    /**
     * What counts once somebody who saw {@code stood} wrote {@code now}, leaf by leaf: what they left as they saw it is as
     * it counted before.
     */
    static JsonNode onward(JsonNode stood, JsonNode counted, JsonNode now) {
        if (JsonEquality.equal(stood, now)) {
            return counted;
        }
        if (!(stood.isObject() && counted.isObject() && now.isObject())) {
            return now;
        }
        Set<String> names = new TreeSet<>();
        counted.fieldNames().forEachRemaining(names::add);
        now.fieldNames().forEachRemaining(names::add);
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        names.forEach(name -> set(next, name, onward(stood.path(name), counted.path(name), now.path(name))));
        return next;
    }

    /** Sets a member, or takes it away where the value is missing. */
    static void set(ObjectNode object, String name, JsonNode value) {
        if (value instanceof MissingNode) {
            object.remove(name);
        } else {
            object.set(name, value);
        }
    }
}
