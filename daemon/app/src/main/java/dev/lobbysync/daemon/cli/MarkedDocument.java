package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.Place;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.state.LobbyJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The merged document of a conflict as a person edits it: JSON, in which an object with the three values stands wherever
 * the sides collide, and before it lines that begin with {@code //} and say what to do.
 *
 * <pre>"color": { "<<<<<<< local": "teal", "||||||| base": "amber", ">>>>>>> remote": "crimson" }</pre>
 */
final class MarkedDocument {
    private static final String LOCAL = "<<<<<<< local";
    private static final String BASE = "||||||| base";
    private static final String REMOTE = ">>>>>>> remote";

    private final ConflictArtifact conflict;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<String> orders = new ArrayList<>();
    private final boolean whole;

    /**
     * @param fields those to decide
     * @param whole the rest of the document is there to be edited as well
     */
    MarkedDocument(ConflictArtifact conflict, List<String> fields, boolean whole) {
        this.conflict = conflict;
        this.whole = whole;
        for (String field : fields) {
            // No object with three values: the array stands there, and its elements may be in conflict themselves.
            if (conflict.isOrder(field) && whole) {
                orders.add(field);
                continue;
            }
            places.put(field, conflict.place(field).orElseThrow(() -> unknownPlace(field)));
        }
    }

    private CommandFailed unknownPlace(String field) {
        return HandMerge.undone(field + " cannot be edited by itself; use: gamedev sync resolve " + conflict.id()
                + " --use local|remote");
    }

    /** What the text for this conflict, and for no other state of it, begins with. */
    String firstLine() {
        String state = Sha256.hex((conflict.fingerprint() + " " + whole + marked()).getBytes(StandardCharsets.UTF_8));
        return "// Conflict " + conflict.id() + " on "
                + Json.text(Json.array().add(conflict.key().toString())) + ", " + state.substring(0, 8);
    }

    /** The text to edit. */
    String text() {
        StringBuilder reordered = new StringBuilder();
        orders.forEach(
                field -> reordered
                        .append("// Both sides put the elements of ")
                        .append(Json.text(Json.array().add(field)))
                        .append(" in another order; ")
                        .append(
                                conflict.settled().containsKey(field)
                                        ? "the one that was settled counts, unless you move them.\n"
                                        : "they stand in that of local. Move them as you like: the order that you leave counts.\n"));
        return firstLine() + "\n// Put the value that you want in place of each object with \"" + LOCAL
                + "\" in it, then save and quit.\n// Lines like these are dropped. An empty file gives up.\n"
                + reordered
                + pretty(document(this::marked));
    }

    /** The document with one side's values at the places to decide. */
    String side(String side) {
        return pretty(document(field -> orNull(conflict.value(field, side))));
    }

    /** The document with markers, and nothing else. */
    String marked() {
        return pretty(document(this::marked));
    }

    private interface Values {
        @Nullable
        JsonNode of(String field);
    }

    private ObjectNode document(Values values) {
        ObjectNode document = Json.object();
        if (whole) {
            document.setAll((ObjectNode) conflict.document().path("merged").deepCopy());
            // Scripts are texts of their own, and the id is not to be changed.
            document.remove(List.of("id", "scriptFiles"));
            for (Map.Entry<String, FieldChoice> settled : conflict.settled().entrySet()) {
                String field = settled.getKey();
                Optional<Place> place = conflict.place(field);
                if (place.isPresent() && !places.containsKey(field) && !conflict.isOrder(field)) {
                    document = put(document, field, place.get(), settled(field, settled.getValue()));
                }
            }
        }
        for (Map.Entry<String, Place> field : places.entrySet()) {
            document = put(document, field.getKey(), field.getValue(), values.of(field.getKey()));
        }
        return document;
    }

    private ObjectNode put(ObjectNode document, String field, Place place, @Nullable JsonNode value) {
        try {
            return place.put(document, value);
        } catch (IllegalArgumentException e) {
            throw unknownPlace(field);
        }
    }

    private @Nullable JsonNode settled(String field, FieldChoice choice) {
        return choice.use() == Use.MERGED
                ? choice.value()
                : orNull(conflict.value(field, choice.use().word()));
    }

    private JsonNode marked(String field) {
        ObjectNode three = Json.object();
        three.set(LOCAL, orNull(conflict.value(field, "local")));
        three.set(BASE, orNull(conflict.value(field, "base")));
        three.set(REMOTE, orNull(conflict.value(field, "remote")));
        List.of(LOCAL, BASE, REMOTE).forEach(side -> {
            if (conflict.value(field, side.substring(8)).isMissingNode()) {
                three.remove(side);
            }
        });
        return three;
    }

    /**
     * Reads what a person made of the text.
     *
     * @throws IOException with the line, or with the places that are not decided yet
     */
    ObjectNode read(String text) throws IOException {
        StringBuilder json = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            // Empty lines in their place keep the numbers of those that follow.
            json.append(line.stripLeading().startsWith("//") ? "" : line).append('\n');
        }
        JsonNode read;
        try {
            // Two values under one name are a question as well: which of them is meant?
            Json.mapper()
                    .reader()
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .readTree(json.toString());
            read = Json.parse(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "it is no valid JSON (line " + e.getLocation().getLineNr() + "): " + e.getOriginalMessage(), e);
        }
        if (!(read instanceof ObjectNode document)) {
            throw new IOException("it is no JSON object any more");
        }
        List<String> undecided = new ArrayList<>();
        undecided(document, "", undecided);
        if (!undecided.isEmpty()) {
            throw new IOException(
                    "not decided yet: " + String.join(", ", undecided) + "; put one value in place of the three");
        }
        return document;
    }

    /** The value of one field in what was read; missing if the person took it away. */
    JsonNode valueOf(String field, ObjectNode read) {
        Place place = places.get(field);
        return place == null ? Json.object().path(field) : place.in(read);
    }

    private static void undecided(JsonNode node, String path, List<String> found) {
        if (node.has(LOCAL) || node.has(BASE) || node.has(REMOTE)) {
            found.add(path);
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                undecided(node.get(i), path + "[" + i + "]", found);
            }
        }
        node.properties()
                .forEach(member -> undecided(
                        member.getValue(), path.isEmpty() ? member.getKey() : path + "." + member.getKey(), found));
    }

    private static @Nullable JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? null : value;
    }

    private static String pretty(ObjectNode document) {
        return new String(LobbyJson.pretty(document), StandardCharsets.UTF_8);
    }
}
