package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a document: the object keys from its root downwards. Arrays have no paths inside them.
 *
 * <pre>{@code
 * MergePath.of("props", "color").toString();          // "props.color"
 * MergePath.of("props", "color").in(document);        // the value there, or MissingNode
 * MergePath.ROOT.toString();                          // "$object"
 * }</pre>
 *
 * <p>The dotted form is for people and for conflict artifacts (PROTOCOL 7.10). It is not parsed back: a key may itself
 * contain a dot.
 *
 * @param segments the keys, outermost first; empty for the document itself
 */
public record MergePath(List<String> segments) {

    /** The document itself. */
    public static final MergePath ROOT = new MergePath(List.of());

    public MergePath {
        segments = List.copyOf(segments);
    }

    /** The path with these keys, outermost first. */
    public static MergePath of(String... segments) {
        return new MergePath(List.of(segments));
    }

    /** The path of a member of the object at this path. */
    public MergePath child(String key) {
        List<String> longer = new ArrayList<>(segments.size() + 1);
        longer.addAll(segments);
        longer.add(key);
        return new MergePath(longer);
    }

    /** Whether this path is {@code prefix} or lies below it. */
    public boolean startsWith(MergePath prefix) {
        int length = prefix.segments.size();
        return length <= segments.size() && segments.subList(0, length).equals(prefix.segments);
    }

    /** The value at this path in a document; {@code MissingNode} if there is none. */
    public JsonNode in(JsonNode document) {
        JsonNode at = document;
        for (String segment : segments) {
            at = at.path(segment);
        }
        return at;
    }

    /** The keys joined by dots; {@code $object} for the root, as conflict artifacts call it. */
    @Override
    public String toString() {
        return segments.isEmpty() ? "$object" : String.join(".", segments);
    }
}
