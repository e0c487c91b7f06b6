package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Place;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down what could not be merged, with every value that a person needs to decide (PROTOCOL 7.10). */
final class ConflictDrafts {
    private ConflictDrafts() {}

    /** Both sides changed the same fields. */
    static Decision.Conflict fields(ObjectView view, Sides sides, MergedForm merged) {
        String first = merged.unresolved().get(0).path();
        String more = merged.unresolved().size() == 1
                ? ""
                : " and " + (merged.unresolved().size() - 1) + " more";
        String reason = sides.base() == null
                ? "first meeting: both sides have it, with different " + first + more
                : "both sides changed " + first + more + " since the base";
        return new Decision.Conflict(
                view.key(),
                reason,
                draft(view, sides, merged),
                merged.texts(),
                AgreedParts.of(view, sides, merged),
                isForgotten(sides));
    }

    /** The files are not to be believed: whatever differs in the settings or the spawn is a question. */
    static Decision.Conflict doubted(ObjectView view, Sides sides, String reason) {
        ObjectKind kind = view.key().kind();
        ObjectNode base = Objects.requireNonNullElse(sides.base(), JsonNodeFactory.instance.objectNode());
        ObjectNode local = Objects.requireNonNull(sides.local());
        ObjectNode remote = Objects.requireNonNull(sides.remote());
        List<FieldConflict> fields = new ArrayList<>();
        for (String field : KnownFields.of(kind)) {
            if (!JsonEquality.equal(local.path(field), remote.path(field))) {
                fields.add(new FieldConflict(
                        kind.wireName() + "." + field,
                        "shared",
                        base.get(field),
                        local.get(field),
                        remote.get(field),
                        new Place(MergePath.of(field)),
                        false,
                        reason));
            }
        }
        MergedForm open = new MergedForm(local, fields, List.of(), List.of(), Map.of(), Map.of());
        return new Decision.Conflict(view.key(), reason, draft(view, sides, open), Map.of(), null, isForgotten(sides));
    }

    /** One side removed what the other side edited or protects. */
    static Decision.Conflict deletion(ObjectView view, Sides sides, String reason) {
        ObjectNode base = document(view.key(), sides.base());
        ObjectNode local = document(view.key(), sides.local());
        ObjectNode remote = document(view.key(), sides.remote());
        ConflictDraft draft = new ConflictDraft(
                view.key(),
                uid(view),
                base,
                local,
                remote,
                null,
                List.of(new FieldConflict(FieldConflict.WHOLE, "shared", base, local, remote, null, false, reason)),
                List.of(),
                List.of(),
                Map.of());
        return new Decision.Conflict(view.key(), reason, draft, Map.of(), null, isForgotten(sides));
    }

    private static ConflictDraft draft(ObjectView view, Sides sides, MergedForm merged) {
        return new ConflictDraft(
                view.key(),
                uid(view),
                document(view.key(), sides.base()),
                document(view.key(), sides.local()),
                document(view.key(), sides.remote()),
                document(view.key(), merged.form()),
                merged.unresolved(),
                merged.autoResolved(),
                merged.explained(),
                merged.scripts());
    }

    private static boolean isForgotten(Sides sides) {
        return sides.judgement().why() == Judgement.Why.FORGOTTEN;
    }

    /**
     * A form as a document that says everything aloud: the id, then every known field. Of an entity it is the normal form
     * of PROTOCOL 7.7, as upstream's tool copies it into {@code world.json}, where a row without {@code state} is refused.
     */
    static @Nullable ObjectNode document(ObjectKey key, @Nullable ObjectNode form) {
        if (form == null) {
            return null;
        }
        ObjectNode document = form.objectNode();
        if (key.kind() == ObjectKind.BLUEPRINT || key.kind() == ObjectKind.ENTITY) {
            document.put("id", key.id());
        }
        for (String field : KnownFields.withState(key.kind())) {
            JsonNode value = form.get(field);
            boolean script = key.kind() == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field);
            if (value != null) {
                document.set(field, value);
            } else if (!script && !field.equals(KnownFields.ENTITY_STATE)) {
                document.set(field, KnownFields.defaultOf(key.kind(), field));
            }
        }
        if (key.kind() == ObjectKind.MODULE) {
            document.setAll(form);
        }
        return key.kind() == ObjectKind.ENTITY ? NormalForm.of(key.kind(), document) : document;
    }

    private static @Nullable String uid(ObjectView view) {
        if (view.served() != null && view.served().path("uid").isTextual()) {
            return view.served().path("uid").textValue();
        }
        return view.base() == null ? null : view.base().uid();
    }
}
