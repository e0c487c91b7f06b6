package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places of a document that may name an asset: {@code model}, {@code image.url} and {@code props.<key>.url} of a
 * blueprint, {@code props.<key>.url} of an entity; one level only (PROTOCOL 7.5). Settings are never localised.
 */
final class AssetPlaces {
    private static final List<String> FIELDS = List.of("model", "image", "props");

    private AssetPlaces() {}

    /** Gives another text for the one at a place. */
    interface Rewriter {
        /**
         * The text to stand at a place.
         *
         * @param field {@code model}, {@code image} or {@code props}
         * @param key of the prop, or null
         * @param holder the object whose {@code url} it is, or null for the model
         * @return the new text, or null to leave it
         */
        @Nullable
        String rewrite(String field, @Nullable String key, @Nullable JsonNode holder, String text);
    }

    /** A field's value with the texts at its places rewritten; the value itself if nothing changes. */
    static JsonNode rewrite(String field, JsonNode value, Rewriter rewriter) {
        if (field.equals("model")) {
            String text = value.isTextual() ? rewriter.rewrite(field, null, null, value.textValue()) : null;
            return text == null ? value : TextNode.valueOf(text);
        }
        if (field.equals("image")) {
            JsonNode rewritten = url(field, null, value, rewriter);
            return rewritten == null ? value : rewritten;
        }
        if (!field.equals("props") || !value.isObject()) {
            return value;
        }
        ObjectNode copy = null;
        for (Map.Entry<String, JsonNode> prop : value.properties()) {
            @Nullable JsonNode rewritten = url(field, prop.getKey(), prop.getValue(), rewriter);
            if (rewritten != null) {
                copy = copy == null ? shallow((ObjectNode) value) : copy;
                copy.set(prop.getKey(), rewritten);
            }
        }
        return copy == null ? value : copy;
    }

    /** The holder with another text as its {@code url}, or null if it stays as it is. */
    private static @Nullable JsonNode url(String field, @Nullable String key, JsonNode holder, Rewriter rewriter) {
        if (!(holder instanceof ObjectNode object) || !object.path("url").isTextual()) {
            return null;
        }
        String text = rewriter.rewrite(field, key, object, object.path("url").textValue());
        return text == null ? null : shallow(object).put("url", text);
    }

    /** How often a document names a file in {@code assets/}. */
    static int count(ObjectNode document, String assetPath) {
        AtomicInteger count = new AtomicInteger();
        for (String field : FIELDS) {
            rewrite(field, document.path(field), (in, key, holder, text) -> {
                if (AssetShelf.isLocal(text) && AssetShelf.path(text).equals(assetPath)) {
                    count.incrementAndGet();
                }
                return null;
            });
        }
        return count.get();
    }

    /** A copy that shares its children: documents are immutable, so nothing below needs to be copied. */
    static ObjectNode shallow(ObjectNode object) {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        return copy;
    }
}
