package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asset references compared by content (ENGINE S10): an asset with a plain name, such as {@code asset://Model.glb}, is
 * known by the hash of its bytes once they have been seen.
 *
 * <p>References stand at {@code model}, {@code image.url} and {@code props.<key>.url} (PROTOCOL 7.5), and in {@code
 * script} and {@code scriptFiles}.
 */
final class AssetNames {
    private final Map<String, String> contentByName = new HashMap<>();
    private final Map<String, String> nameByContent = new HashMap<>();

    AssetNames(Map<String, String> learned) {
        learn(learned);
    }

    /** Takes in plain names with the content URL that each stands for. */
    void learn(Map<String, String> aliases) {
        aliases.forEach((name, content) -> {
            contentByName.put(name, content);
            nameByContent.put(content, name);
        });
    }

    /** The content URL of an asset if it is known, else the URL as it is. */
    String canonical(String url) {
        return contentByName.getOrDefault(url, url);
    }

    /** The plain name under which the runtime serves a content URL that it may not have under its hash. */
    Optional<String> servedAs(String contentUrl) {
        return Optional.ofNullable(nameByContent.get(contentUrl));
    }

    /** The value of one field with its asset references in content form. */
    JsonNode canonical(ObjectKind kind, String field, JsonNode value) {
        if (kind != ObjectKind.BLUEPRINT && kind != ObjectKind.ENTITY) {
            return value;
        }
        return switch (field) {
            case "model" -> canonicalText(value);
            case "image" -> withCanonicalUrl(value);
            case "props" -> canonicalMembers(value);
            default -> value;
        };
    }

    /**
     * A merged value as it shall be sent: where it means the same asset as what the runtime has at that place, the
     * runtime's own spelling stays.
     */
    JsonNode respell(JsonNode merged, @Nullable JsonNode seen) {
        if (seen == null || merged.equals(seen)) {
            return merged;
        }
        if (merged.isTextual() && seen.isTextual()) {
            return canonical(seen.textValue()).equals(merged.textValue()) ? seen : merged;
        }
        if (merged.isObject() && seen.isObject()) {
            ObjectNode respelled = ((ObjectNode) merged).objectNode();
            merged.properties()
                    .forEach(member ->
                            respelled.set(member.getKey(), respell(member.getValue(), seen.get(member.getKey()))));
            return respelled;
        }
        return merged;
    }

    /** Plain-named assets of a document whose content is not known yet. */
    Set<String> unknownIn(ObjectKind kind, ObjectNode value) {
        Set<String> unknown = new TreeSet<>();
        if (kind == ObjectKind.BLUEPRINT) {
            noteUnknown(value.path("model"), unknown);
            noteUnknown(value.path("image").path("url"), unknown);
            noteUnknown(value.path("script"), unknown);
            value.path("scriptFiles").forEach(url -> noteUnknown(url, unknown));
        }
        if (kind == ObjectKind.BLUEPRINT || kind == ObjectKind.ENTITY) {
            value.path("props").forEach(prop -> noteUnknown(prop.path("url"), unknown));
        }
        return unknown;
    }

    private void noteUnknown(JsonNode url, Set<String> unknown) {
        if (url.isTextual()
                && url.textValue().startsWith(AssetUrl.PREFIX)
                && !contentByName.containsKey(url.textValue())
                && AssetUrl.parse(url.textValue())
                        .filter(asset -> asset.sha256().isEmpty())
                        .isPresent()) {
            unknown.add(url.textValue());
        }
    }

    private JsonNode canonicalMembers(JsonNode props) {
        if (!props.isObject() || contentByName.isEmpty()) {
            return props;
        }
        ObjectNode canonical = ((ObjectNode) props).objectNode();
        props.properties().forEach(member -> canonical.set(member.getKey(), withCanonicalUrl(member.getValue())));
        return canonical;
    }

    private JsonNode withCanonicalUrl(JsonNode value) {
        JsonNode url = value.path("url");
        if (!value.isObject() || !url.isTextual() || !contentByName.containsKey(url.textValue())) {
            return value;
        }
        ObjectNode copy = ((ObjectNode) value).objectNode();
        copy.setAll((ObjectNode) value);
        copy.put("url", canonical(url.textValue()));
        return copy;
    }

    private JsonNode canonicalText(JsonNode value) {
        return value.isTextual() ? TextNode.valueOf(canonical(value.textValue())) : value;
    }
}
