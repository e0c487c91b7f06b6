package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document: object keys and, below arrays that are merged by key, elements named by their identity.
 *
 * <pre>{@code
 * MergePath.of("props", "color").toString();                       // "props.color"
 * MergePath.of("props", "items").element("id", "door").child("open")
 *         .toString();                                             // "props.items[id=door].open"
 * MergePath.parse("props.items[id=door].open").in(document);       // the value there, or MissingNode
 * MergePath.ROOT.toString();                                       // "$object"
 * }</pre>
 *
 * <p>The text form is what conflict artifacts hold (PROTOCOL 7.10) and what policy files spell patterns with. It is
 * unambiguous: {@code parse(path.toString())} is the path again. A key that would not be is written as a JSON string in
 * brackets, {@code props["a.b"]}; likewise the parts of an identity, {@code [id="front door"]}. An identity may have
 * several fields, {@code [kind=door,nr=7]}.
 *
 * <p>In a pattern of a {@link MergePolicy} the key {@code *} stands for any one key and {@code []} for any one element.
 *
 * @param steps from the root downwards; empty for the document itself
 */
public record MergePath(List<Step> steps) {

    /** The document itself. */
    public static final MergePath ROOT = new MergePath(List.of());

    /** One step down: into a member of an object, or into an element of an array. */
    public sealed interface Step permits Key, Element {}

    /**
     * A member of an object.
     *
     * @param name the key, as it is; {@code *} stands for any key where the path is a pattern
     */
    public record Key(String name) implements Step {
        // Written out, here and below: the generated methods of a record are linked when first called, which every
        // short command would wait for.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        /** The key as it is, dots and all. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The element of an array whose fields have these values.
     *
     * @param identity fields to strings, numbers or booleans; kept in the order of the names, numbers as doubles. Empty
     *     for the {@code []} of patterns, any element
     */
    public record Element(Map<String, JsonNode> identity) implements Step {
        /** Any element, in patterns. */
        static final Element ANY = new Element(Map.of());

        /** Refuses a value that is no string, number or boolean, with {@link IllegalArgumentException}. */
        public Element {
            identity = Identities.normal(identity);
        }

        boolean names(JsonNode element) {
            return !identity.isEmpty()
                    && identity.entrySet().stream()
                            .allMatch(field -> JsonValues.equal(element.path(field.getKey()), field.getValue()));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Element element && identity.equals(element.identity);
        }

        @Override
        public int hashCode() {
            return identity.hashCode();
        }

        /** As in a path, brackets included. */
        @Override
        public String toString() {
            return PathText.element(this);
        }
    }

    public MergePath {
        steps = List.copyOf(steps);
    }

    /** The path with these keys, outermost first. */
    public static MergePath of(String... keys) {
        List<Step> steps = new ArrayList<>(keys.length);
        for (String key : keys) {
            steps.add(new Key(key));
        }
        return new MergePath(steps);
    }

    /**
     * The path that {@link #toString} gave this text for.
     *
     * @throws IllegalArgumentException if the text is no path; the message says at which character and why
     */
    public static MergePath parse(String text) {
        return PathText.parse(text);
    }

    /** The path of a member of the object at this path. */
    public MergePath child(String key) {
        return child(new Key(key));
    }

    /** The path of the element of the array at this path whose {@code field} is that string. */
    public MergePath element(String field, String value) {
        return child(new Element(Map.of(field, TextNode.valueOf(value))));
    }

    /** The path one step further down. */
    public MergePath child(Step step) {
        List<Step> longer = new ArrayList<>(steps.size() + 1);
        longer.addAll(steps);
        longer.add(step);
        return new MergePath(longer);
    }

    /** The path that goes on from here as another one does from the root. */
    public MergePath child(MergePath below) {
        List<Step> longer = new ArrayList<>(steps);
        longer.addAll(below.steps);
        return new MergePath(longer);
    }

    /** Any element of the array at this path, a pattern: {@code props.items[]}. */
    public MergePath elements() {
        return child(Element.ANY);
    }

    /** The steps as texts: keys as they are, elements as {@code [id=door]}. */
    public List<String> segments() {
        return steps.stream().map(Step::toString).toList();
    }

    /** Whether this path is {@code prefix} or lies below it. */
    public boolean startsWith(MergePath prefix) {
        int length = prefix.steps.size();
        return length <= steps.size() && steps.subList(0, length).equals(prefix.steps);
    }

    /** The value at this path in a document; {@code MissingNode} if there is none, or if several elements bear the name. */
    public JsonNode in(JsonNode document) {
        JsonNode at = document;
        for (Step step : steps) {
            at = step instanceof Element element ? TreeEdit.find(element, at) : at.path(step.toString());
        }
        return at;
    }

    /**
     * The document with another value at this path; the given one stays as it is.
     *
     * <p>Objects that are wanting on the way are made. An element that is not there is appended to its array; so is an
     * array for it.
     *
     * @param value {@code MissingNode} to remove what is there
     * @throws IllegalArgumentException if the path leads through something that has no such members
     */
    public JsonNode put(JsonNode document, JsonNode value) {
        return TreeEdit.put(document, this, 0, value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MergePath path && steps.equals(path.steps);
    }

    @Override
    public int hashCode() {
        return steps.hashCode();
    }

    /** The steps in one text; {@code $object} for the root, as conflict artifacts call it. */
    @Override
    public String toString() {
        return PathText.of(this);
    }
}
