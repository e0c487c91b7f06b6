package dev.lobbysync.daemon.jsontext;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a JSON value lies in its text, so that it can be replaced without touching any other character (ENGINE S12).
 * Offsets are in UTF-16 units, the end exclusive.
 */
public sealed interface JsonSpan {
    /** Where it begins. */
    int start();

    /** Where it ends, exclusive. */
    int end();

    /**
     * The spans of a text.
     *
     * @param validJson a text that the strict parser has accepted, with or without a byte order mark
     */
    static JsonSpan of(String validJson) {
        return JsonSpanReader.read(validJson);
    }

    /** A string, number, boolean or null. */
    record Scalar(int start, int end) implements JsonSpan {}

    /** An array with its elements in order. */
    record Elements(int start, int end, List<JsonSpan> items) implements JsonSpan {}

    /** An object with its members in the order of the text, duplicate keys included. */
    record Members(int start, int end, List<Member> items) implements JsonSpan {
        /** The member that counts under this name: the last one, as for every reader of JSON here. */
        public @Nullable Member find(String name) {
            for (int i = items.size() - 1; i >= 0; i--) {
                if (items.get(i).name().equals(name)) {
                    return items.get(i);
                }
            }
            return null;
        }
    }

    /** A member of an object, from the quote of its key to the end of its value. */
    record Member(String name, int start, int keyEnd, JsonSpan value) {
        /** Where its value ends. */
        public int end() {
            return value.end();
        }
    }
}
