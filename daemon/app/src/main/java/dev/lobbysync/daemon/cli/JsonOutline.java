package dev.lobbysync.daemon.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the members of an object in JSON text without reading what is in them: a state of megabytes is counted in
 * milliseconds, in a JVM that has just started. Believes that the text is JSON; what cannot be is an {@link IOException}.
 */
final class JsonOutline {
    private final byte[] text;
    private int at;
    private @Nullable String inside;
    private Map<String, Integer> sizes = Map.of();

    /**
     * The place of a value.
     *
     * @param from index of its first byte
     * @param to index after its last byte
     */
    record Range(int from, int to) {}

    private JsonOutline(byte[] text, int from) {
        this.text = text;
        this.at = from;
    }

    /** The members of the object that begins at {@code from}, blanks before it allowed. Keys as they are written. */
    static Map<String, Range> members(byte[] text, int from) throws IOException {
        Map<String, Range> members = new LinkedHashMap<>();
        JsonOutline outline = new JsonOutline(text, from);
        outline.walk(members);
        return members;
    }

    /**
     * The members of the object that begins the text, and on the same way through it how large the objects within one of
     * them are.
     *
     * @param inside the key of that one
     * @param sizes receives the number of members of each object directly in it
     */
    static Map<String, Range> members(byte[] text, String inside, Map<String, Integer> sizes) throws IOException {
        Map<String, Range> members = new LinkedHashMap<>();
        JsonOutline outline = new JsonOutline(text, 0);
        outline.inside = inside;
        outline.sizes = sizes;
        outline.walk(members);
        return members;
    }

    /** How many members the object has. */
    static int count(byte[] text, int from) throws IOException {
        return new JsonOutline(text, from).walk(null);
    }

    private int walk(@Nullable Map<String, Range> members) throws IOException {
        int count = 0;
        expect('{');
        if (blank() == '}') {
            return 0;
        }
        while (true) {
            blank();
            int key = at + 1;
            string();
            int keyEnd = at - 1;
            expect(':');
            blank();
            int from = at;
            count++;
            if (members == null) {
                value();
            } else {
                String name = new String(text, key, keyEnd - key, StandardCharsets.UTF_8);
                member(name);
                members.put(name, new Range(from, at));
            }
            if (blank() == '}') {
                return count;
            }
            expect(',');
        }
    }

    private void member(String name) throws IOException {
        if (!name.equals(inside) || text[at] != '{') {
            value();
            return;
        }
        inside = null;
        expect('{');
        while (blank() != '}') {
            int key = at + 1;
            string();
            String of = new String(text, key, at - 1 - key, StandardCharsets.UTF_8);
            expect(':');
            if (blank() == '{') {
                sizes.put(of, walk(null));
                expect('}');
            } else {
                value();
            }
            if (blank() == ',') {
                at++;
            }
        }
        at++;
    }

    private void value() throws IOException {
        int depth = 0;
        while (at < text.length) {
            switch (text[at]) {
                case '"' -> {
                    string();
                    if (depth == 0) {
                        return;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return;
                    }
                    at++;
                    if (--depth == 0) {
                        return;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return;
                    }
                    at++;
                }
                default -> at++;
            }
        }
        throw new IOException("the JSON text ends too early");
    }

    private void string() throws IOException {
        expect('"');
        while (at < text.length) {
            byte c = text[at++];
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                at++;
            }
        }
        throw new IOException("the JSON text ends too early");
    }

    /** Skips blanks and tells what follows them. */
    private int blank() throws IOException {
        while (at < text.length) {
            byte c = text[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        throw new IOException("the JSON text ends too early");
    }

    private void expect(char wanted) throws IOException {
        if (blank() != wanted) {
            throw new IOException("the JSON text lacks a '" + wanted + "' at byte " + at);
        }
        at++;
    }
}
