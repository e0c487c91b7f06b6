package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.MergePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A conflict artifact as it lies in {@code .lobby/conflicts/} (PROTOCOL 7.10).
 *
 * @param id short id, the file's name
 * @param open false once resolved
 * @param createdAt ISO time
 * @param key the frozen object
 * @param localHash SHA-256 of the canonical JSON of the local value it shows, null if absent there; likewise remote
 * @param document the whole file
 */
public record ConflictArtifact(
        String id,
        boolean open,
        String createdAt,
        ObjectKey key,
        @Nullable String localHash,
        @Nullable String remoteHash,
        ObjectNode document) {

    /** Tells whether it still shows what a person looked at. */
    public String fingerprint() {
        return localHash + ":" + remoteHash;
    }

    /** The fields that could not be merged, settled or not, as the artifact spells them. */
    public List<String> fields() {
        List<String> fields = new ArrayList<>();
        document.path("unresolvedFields")
                .forEach(field -> fields.add(field.path("path").asText()));
        return fields;
    }

    /** The fields that a person has still to decide. */
    public List<String> unsettled() {
        List<String> fields = fields();
        fields.removeAll(settled().keySet());
        return fields;
    }

    /**
     * The field that a person means: as the artifact spells it, a script by its plain path, a setting by its key, a shared
     * module by its own name.
     */
    public Optional<String> fieldNamed(String name) {
        List<String> fields = fields();
        for (String spelled :
                List.of(name, FieldConflict.SCRIPTS + name, key.kind().wireName() + "." + name)) {
            if (fields.contains(spelled)) {
                return Optional.of(spelled);
            }
        }
        return fields.size() == 1 && name.equals(key.id()) ? Optional.of(fields.get(0)) : Optional.empty();
    }

    /** What a person settled so far, by field. */
    public Map<String, FieldChoice> settled() {
        Map<String, FieldChoice> settled = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field :
                document.path("daemon").path("settled").properties()) {
            JsonNode choice = field.getValue();
            for (Use use : Use.values()) {
                if (use.word().equals(choice.path("use").asText())) {
                    settled.put(field.getKey(), new FieldChoice(use, choice.get("value")));
                }
            }
        }
        return settled;
    }

    /** Where a field's value stands in the documents; empty for scripts and for the object as a whole. */
    public Optional<Place> place(String field) {
        String prefix = key.kind().wireName() + ".";
        String path = field.startsWith(prefix) ? field.substring(prefix.length()) : field;
        if (path.startsWith(FieldConflict.SCRIPTS) || path.equals(FieldConflict.WHOLE)) {
            return Optional.empty();
        }
        String props = "props.";
        // Upstream's tool writes any key below props as it is, whatever is in it.
        MergePath plain =
                path.startsWith(props) ? MergePath.of("props", path.substring(props.length())) : MergePath.of(path);
        return Stream.concat(parsed(path), Stream.of(plain))
                .map(Place::new)
                .filter(place -> isOrder(field) || isAt(place, field))
                .findFirst();
    }

    private static Stream<MergePath> parsed(String path) {
        try {
            return Stream.of(MergePath.parse(path));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /** A value that is missing may be said aloud in the document, as a default. */
    private boolean isAt(Place place, String field) {
        return Stream.of("base", "local", "remote")
                .allMatch(side -> value(field, side).isMissingNode()
                        || place.in(document.path(side)).equals(value(field, side)));
    }

    /** Whether only the order of the elements of an array collides; the values are the whole arrays. */
    public boolean isOrder(String field) {
        return about(field).path("order").asBoolean();
    }

    /** What the sides did about a field, in words for people; empty if nobody said. */
    public String why(String field) {
        return about(field).path("why").asText();
    }

    /** One of the three values of a field; missing where the side lacks it. */
    public JsonNode value(String field, String side) {
        for (JsonNode one : document.path("unresolvedFields")) {
            if (one.path("path").asText().equals(field)) {
                return one.path(side);
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode about(String field) {
        return document.path("daemon").path("fields").path(field);
    }
}
