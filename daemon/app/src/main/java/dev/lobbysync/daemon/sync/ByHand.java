package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Place;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.merge.ArrayStrategy;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person made of a conflict field by field: the merged document, in it the fields as they were settled, the scripts
 * as they were edited, and the local values of what nobody decided (PROTOCOL 8.9).
 */
final class ByHand {
    private final PlanContext context;
    private final ObjectKey key;
    private final ObjectView.Chosen chosen;
    private final ConflictDraft draft;

    ByHand(PlanContext context, ObjectView.Chosen chosen, ConflictDraft draft) {
        this.context = context;
        this.key = draft.key();
        this.chosen = chosen;
        this.draft = draft;
    }

    /** @throws Resolver.Refused if that cannot be put together, or makes no valid object */
    ObjectNode document() {
        if (!(chosen.artifact().document().path("merged") instanceof ObjectNode merged)) {
            throw new Resolver.Refused("conflict " + chosen.artifact().id()
                    + " has no merged value, because one side removed the object; use local or remote");
        }
        ObjectNode document = merged.deepCopy();
        if (chosen.document() != null) {
            rewrite(document, chosen.document());
        }
        return validated(withScripts(settled(settled(document, false), true)));
    }

    private ObjectNode withScripts(ObjectNode document) {
        chosen.editedScripts().forEach((path, text) -> putScript(document, path, url(path, text)));
        if (!isOpen(MergeForm.SCRIPT_REF)) {
            return document;
        }
        if (!document.path(MergeForm.SCRIPT_REF).asText("").isEmpty()) {
            document.remove(Set.of(MergeForm.SCRIPT_FILES, MergeForm.SCRIPT_ENTRY));
        } else {
            owner().ifPresent(owner -> giveBack(document, owner));
        }
        return document;
    }

    private boolean isOpen(String field) {
        return draft.unresolved().stream().anyMatch(one -> one.path().equals(field));
    }

    /** The side that has scripts of its own, while the other one is a variant. */
    private Optional<ObjectNode> owner() {
        return Stream.of(Optional.ofNullable(draft.local()), Optional.ofNullable(draft.remote()))
                .flatMap(Optional::stream)
                .filter(side -> side.path(MergeForm.SCRIPT_FILES).isObject())
                .findFirst();
    }

    /** The variant lacks all scripts because it is one, so whoever wants none wants also those that were no question. */
    private void giveBack(ObjectNode document, ObjectNode owner) {
        if (!document.has(MergeForm.SCRIPT_ENTRY) && owner.has(MergeForm.SCRIPT_ENTRY)) {
            document.set(MergeForm.SCRIPT_ENTRY, owner.get(MergeForm.SCRIPT_ENTRY));
        }
        ObjectNode files = document.withObjectProperty(MergeForm.SCRIPT_FILES);
        owner.path(MergeForm.SCRIPT_FILES).properties().forEach(file -> {
            if (!files.has(file.getKey()) && !isOpen(FieldConflict.SCRIPTS + file.getKey())) {
                files.set(file.getKey(), file.getValue());
            }
        });
    }

    /** The edited scripts by their URL, for they exist nowhere else yet. */
    static Map<String, byte[]> texts(ObjectView.Chosen chosen) {
        Map<String, byte[]> texts = new HashMap<>();
        if (chosen.use() == Use.MERGED) {
            chosen.editedScripts().forEach((path, text) -> texts.put(url(path, text), text));
        }
        return texts;
    }

    private static boolean isScript(FieldConflict field) {
        return field.path().startsWith(FieldConflict.SCRIPTS);
    }

    /** Orders come last, when it is known which elements there are. */
    private ObjectNode settled(ObjectNode merged, boolean orders) {
        ObjectNode document = merged;
        for (FieldConflict field : draft.unresolved()) {
            FieldChoice choice = chosen.settled().get(field.path());
            if (choice == null || field.order() != orders) {
                continue;
            }
            if (isScript(field)) {
                settleScript(document, field, choice);
            } else if (chosen.document() == null || (orders && isUntouched(document, field))) {
                document = settle(document, field, choice);
            }
        }
        return document;
    }

    private ObjectNode settle(ObjectNode document, FieldConflict field, FieldChoice choice) {
        if (field.place() == null) {
            throw unsettled(field);
        }
        JsonNode value =
                switch (choice.use()) {
                    case LOCAL -> field.local();
                    case REMOTE -> field.remote();
                    case MERGED -> choice.value();
                };
        try {
            return field.place().put(document, field.order() ? ordered(document, field, value) : value);
        } catch (IllegalArgumentException e) {
            throw unsettled(field);
        }
    }

    /** The elements that the merge came to, in the order that was chosen. */
    private JsonNode ordered(ObjectNode document, FieldConflict field, @Nullable JsonNode wanted) {
        Place place = Objects.requireNonNull(field.place());
        ArrayStrategy strategy = context.policy(context.view(key)).array(place.path());
        return ElementsInOrder.of(place.in(document), wanted, strategy.key());
    }

    /** Whether a person who wrote the document left the elements in the order that it came with. */
    private boolean isUntouched(ObjectNode document, FieldConflict field) {
        Place place = Objects.requireNonNull(field.place());
        JsonNode written = place.in(document);
        JsonNode given = place.in(chosen.artifact().document().path("merged"));
        return written.equals(ordered(document, field, given));
    }

    private static Resolver.Refused unsettled(FieldConflict field) {
        return new Resolver.Refused(
                field.path() + " cannot be settled by itself; edit the whole document, or use local or remote");
    }

    private void settleScript(ObjectNode document, FieldConflict field, FieldChoice choice) {
        JsonNode url = choice.use() == Use.LOCAL ? field.local() : field.remote();
        if (choice.use() != Use.MERGED) {
            putScript(
                    document,
                    field.path().substring(FieldConflict.SCRIPTS.length()),
                    url == null ? null : url.asText());
        }
    }

    private void putScript(ObjectNode document, String path, @Nullable String url) {
        ObjectNode files =
                key.kind() == ObjectKind.MODULE ? document : document.withObjectProperty(MergeForm.SCRIPT_FILES);
        if (url == null) {
            files.remove(path);
        } else {
            files.put(path, url);
        }
    }

    /** Takes over what a person wrote; the scripts are not part of that. */
    private void rewrite(ObjectNode document, ObjectNode written) {
        Set<String> known = new TreeSet<>(KnownFields.withState(key.kind()));
        known.remove(MergeForm.SCRIPT_FILES);
        Set<String> unknown = new TreeSet<>();
        written.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new Resolver.Refused(
                    String.join(", ", unknown) + ": no field of this kind of object; remove it from the document");
        }
        document.remove(known);
        document.setAll(written);
    }

    private ObjectNode validated(ObjectNode document) {
        boolean byHand = chosen.document() != null || !chosen.settled().isEmpty();
        Map<MergePath, String> complaints = byHand
                ? Validity.complaints(key.kind(), MergeForm.of(key.kind(), document, context.names()))
                : Map.of();
        if (!complaints.isEmpty()) {
            throw new Resolver.Refused("that makes no valid object: " + String.join("; ", complaints.values()));
        }
        return document;
    }

    private static String url(String path, byte[] text) {
        String extension = path.endsWith(".ts") ? "ts" : "js";
        return AssetUrl.ofContent(Sha256.hex(text), extension).toString();
    }
}
