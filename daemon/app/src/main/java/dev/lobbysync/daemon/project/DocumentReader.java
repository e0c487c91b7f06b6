package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects the value of one object from its file: known fields, asset references replaced by what they stand for. */
final class DocumentReader {
    private static final String PROTO = "__proto__";

    private final AssetShelf shelf;
    private final String path;
    private final ObjectKey key;
    private final ObjectNode value = Json.object();
    private final Set<String> present = new HashSet<>();
    private final Set<String> assets = new TreeSet<>();
    private @Nullable String problem;

    DocumentReader(AssetShelf shelf, String path, ObjectKey key) {
        this.shelf = shelf;
        this.path = path;
        this.key = key;
    }

    /** Sets what is not a field: the id. */
    void identify(String id) {
        value.put("id", id);
    }

    /** Sets what the row says about itself, which is no field either. */
    void remark(String name, JsonNode node) {
        value.set(name, node);
    }

    /** Takes a field from the file if the file mentions it. */
    void take(ObjectNode document, String field) {
        JsonNode node = document.get(field);
        if (node != null) {
            set(
                    field,
                    AssetPlaces.rewrite(
                            field, withoutProto(node), (in, prop, holder, text) -> resolve(text, in, prop)));
        }
    }

    void set(String field, JsonNode node) {
        value.set(field, node);
        present.add(field);
    }

    private @Nullable String resolve(String reference, String field, @Nullable String prop) {
        if (!AssetShelf.isLocal(reference)) {
            return null;
        }
        assets.add(AssetShelf.path(reference));
        try {
            AssetShelf.Resolution resolution = shelf.resolve(reference);
            if (resolution.url() == null) {
                String vouched = shelf.vouched(AssetShelf.path(reference), key, field, prop);
                if (vouched != null) {
                    return vouched;
                }
                problem(path + " names " + reference + ": " + resolution.problem());
            }
            return resolution.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes the first problem; the object is unknown then. */
    void problem(String message) {
        if (problem == null) {
            problem = message;
        }
    }

    /** Assets that the document names. */
    Set<String> assets() {
        return assets;
    }

    /** The state, its fingerprint still to be given by {@link LocalStates#put}. */
    LocalState finish() {
        if (problem != null) {
            return new LocalState.Unknown(problem, path);
        }
        return new LocalState.Present(value, SharedSets.of(present), path, "");
    }

    /** A prototype key stays in the file and is not part of the value (ENGINE S11). */
    private static JsonNode withoutProto(JsonNode node) {
        if (!node.isContainerNode() || !holdsProto(node)) {
            return node;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties().forEach(member -> {
                if (!member.getKey().equals(PROTO)) {
                    copy.set(member.getKey(), withoutProto(member.getValue()));
                }
            });
            return copy;
        }
        ArrayNode copy = Json.array();
        node.forEach(element -> copy.add(withoutProto(element)));
        return copy;
    }

    private static boolean holdsProto(JsonNode node) {
        if (node.has(PROTO)) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && holdsProto(child)) {
                return true;
            }
        }
        return false;
    }
}
