package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JSON document with its text: what it says, and where it says so.
 *
 * <p>A list of rows (a top-level array of objects that are told apart by a string in one member, such as {@code entities}
 * of {@code world.json} by {@code id}) can be read as a table: {@link #value} then holds an object from the key to the row,
 * in the order of the text, so that a row is found under the same name wherever it lies.
 *
 * @param text with its byte order mark, if it has one
 * @param span where the outermost value lies
 * @param value what it says, tables as described
 */
public record JsonText(String text, JsonSpan span, JsonNode value) {

    /** Which top-level array is a table, and which member of its rows is the key. */
    public record Table(String member, String key) {}

    /**
     * Reads a text.
     *
     * @param tables the arrays to read as tables; one that the document does not have is no matter
     * @throws IOException if the text is no valid JSON, or a table is no array of objects with a key each, all different;
     *     the message says what is wrong
     */
    public static JsonText parse(String text, List<Table> tables) throws IOException {
        JsonNode read = Json.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        JsonNode value = read;
        if (read instanceof ObjectNode object && tables.stream().anyMatch(table -> object.has(table.member()))) {
            ObjectNode keyed = Json.object();
            keyed.setAll(object);
            for (Table table : tables) {
                if (object.has(table.member())) {
                    keyed.set(table.member(), rows(table, object.path(table.member())));
                }
            }
            value = keyed;
        }
        return new JsonText(text, JsonSpan.of(text), value);
    }

    private static ObjectNode rows(Table table, JsonNode array) throws IOException {
        if (!array.isArray()) {
            throw new IOException(table.member() + " is no array");
        }
        ObjectNode rows = Json.object();
        for (JsonNode row : array) {
            String key = row.path(table.key()).asText();
            if (!row.isObject() || !row.path(table.key()).isTextual() || key.isEmpty()) {
                throw new IOException("row " + (rows.size() + 1) + " of " + table.member() + " has no " + table.key());
            }
            if (rows.has(key)) {
                throw new IOException("two rows of " + table.member() + " have the " + table.key() + " " + key);
            }
            rows.set(key, row);
        }
        return rows;
    }

    /** The document as a place. */
    Place root() {
        return new Place("", "", span.start(), span.end(), span, value);
    }

    /**
     * A value and where it lies in the text.
     *
     * @param name its key in the object around it, or of its row
     * @param rawName the key as written, quotes included; empty for a row
     * @param start where it begins, its key included; the end is exclusive
     */
    record Place(String name, String rawName, int start, int end, JsonSpan span, JsonNode value) {
        /** Whether what is inside has names: members of an object, or rows of a table. */
        boolean named() {
            return value.isObject();
        }

        ListLayout.Range range() {
            return new ListLayout.Range(start, end);
        }
    }

    /** What lies inside a place that is {@link Place#named}, in the order of the text, duplicate keys included. */
    List<Place> inside(Place place) {
        List<Place> inside = new ArrayList<>();
        if (place.span() instanceof JsonSpan.Members object) {
            for (JsonSpan.Member member : object.items()) {
                inside.add(new Place(
                        member.name(),
                        text.substring(member.start(), member.keyEnd()),
                        member.start(),
                        member.end(),
                        member.value(),
                        place.value().path(member.name())));
            }
        } else if (place.span() instanceof JsonSpan.Elements array
                && place.value().isObject()) {
            int i = 0;
            for (Map.Entry<String, JsonNode> row : place.value().properties()) {
                inside.add(element(array.items().get(i++), row.getKey(), row.getValue()));
            }
        }
        return inside;
    }

    /** What lies inside an array that is no table. */
    List<Place> elements(Place place) {
        List<Place> inside = new ArrayList<>();
        if (place.span() instanceof JsonSpan.Elements array && place.value().isArray()) {
            for (int i = 0; i < array.items().size(); i++) {
                inside.add(element(array.items().get(i), "", place.value().path(i)));
            }
        }
        return inside;
    }

    private static Place element(JsonSpan span, String name, JsonNode value) {
        return new Place(name, "", span.start(), span.end(), span, value);
    }
}
