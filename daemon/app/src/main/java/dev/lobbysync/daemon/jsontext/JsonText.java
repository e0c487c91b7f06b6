package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON document with its text: what it says, and where it says so.
 *
 * @param text with its byte order mark, if it has one
 * @param span where the outermost value lies
 * @param value what it says
 * @param naming which arrays hold elements that are known by name
 */
public record JsonText(String text, JsonSpan span, JsonNode value, Naming naming) {

    /** Names for the elements of arrays, so that one is found again wherever it lies. */
    public interface Naming {
        /**
         * The names of an array's elements.
         *
         * @return one for each element, in order, all different; empty if they have none
         */
        List<MergePath.Element> of(MergePath array, JsonNode elements);
    }

    /**
     * Reads a text.
     *
     * @throws IOException if it is no valid JSON; the message says where
     */
    public static JsonText parse(String text, Naming naming) throws IOException {
        JsonNode value = Json.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return new JsonText(text, JsonSpan.of(text), value, naming);
    }

    /** The text after some edits, which must leave it valid JSON. */
    public JsonText with(List<TextEdit> edits) throws IOException {
        return edits.isEmpty() ? this : parse(TextEdit.apply(text, edits), naming);
    }

    /** The document as a place. */
    Place root() {
        return new Place(MergePath.ROOT, "", span.start(), span, value);
    }

    /**
     * A value and where it lies in the text.
     *
     * @param rawName its key as written, quotes included; empty for an element
     * @param start where it begins, its key included
     */
    record Place(MergePath path, String rawName, int start, JsonSpan span, JsonNode value) {
        /** The last step of its path. */
        MergePath.Step name() {
            return path.steps().get(path.steps().size() - 1);
        }

        ListLayout.Range range() {
            return new ListLayout.Range(start, span.end());
        }
    }

    /** What a value that stands at a path has inside, by name: members, or elements that have names. */
    Map<MergePath.Step, JsonNode> named(MergePath path, JsonNode value) {
        Map<MergePath.Step, JsonNode> named = new LinkedHashMap<>();
        if (value.isObject()) {
            value.properties().forEach(member -> named.put(new MergePath.Key(member.getKey()), member.getValue()));
        } else if (value.isArray()) {
            List<MergePath.Element> names = naming.of(path, value);
            for (int i = 0; i < names.size(); i++) {
                named.put(names.get(i), value.get(i));
            }
        }
        return named;
    }

    /** Whether all that a value has inside has a name. */
    boolean isNamed(MergePath path, JsonNode value) {
        return value.isObject() || (value.isArray() && named(path, value).size() == value.size());
    }

    /** What lies inside a place and has names, in the order of the text, duplicate keys included. */
    List<Place> inside(Place place) {
        List<Place> inside = new ArrayList<>();
        if (place.span() instanceof JsonSpan.Members object) {
            for (JsonSpan.Member member : object.items()) {
                String rawName = text.substring(member.start(), member.keyEnd());
                inside.add(new Place(
                        place.path().child(member.name()),
                        rawName,
                        member.start(),
                        member.value(),
                        place.value().path(member.name())));
            }
        } else if (place.span() instanceof JsonSpan.Elements array) {
            int i = 0;
            for (Map.Entry<MergePath.Step, JsonNode> element :
                    named(place.path(), place.value()).entrySet()) {
                JsonSpan at = array.items().get(i++);
                inside.add(new Place(place.path().child(element.getKey()), "", at.start(), at, element.getValue()));
            }
        }
        return inside;
    }

    /** What lies inside an array, by position; the paths are the array's. */
    List<Place> elements(Place place) {
        List<Place> inside = new ArrayList<>();
        if (place.span() instanceof JsonSpan.Elements array) {
            for (int i = 0; i < array.items().size(); i++) {
                JsonSpan at = array.items().get(i);
                inside.add(new Place(
                        place.path(), "", at.start(), at, place.value().path(i)));
            }
        }
        return inside;
    }
}
