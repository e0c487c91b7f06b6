package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.MergePath;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of a field stands in the document of an object.
 *
 * @param path never the document itself
 */
public record Place(MergePath path) {
    public Place {
        if (path.equals(MergePath.ROOT)) {
            throw new IllegalArgumentException("a place in a document has a name");
        }
    }

    /** The value there; {@code MissingNode} if there is none. */
    public JsonNode in(JsonNode document) {
        return path.in(document);
    }

    /**
     * The document with another value there.
     *
     * @param value null to remove what is there
     * @throws IllegalArgumentException if what it would stand in has no such members
     */
    public ObjectNode put(ObjectNode document, @Nullable JsonNode value) {
        return (ObjectNode) path.put(document, value == null ? MissingNode.getInstance() : value);
    }
}
