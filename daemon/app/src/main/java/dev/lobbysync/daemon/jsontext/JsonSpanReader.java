package dev.lobbysync.daemon.jsontext;

import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the spans of a text that is known to be one valid JSON value (the strict parser has accepted it before), with or
 * without a byte order mark.
 */
final class JsonSpanReader {
    private final String text;
    private int at;

    private JsonSpanReader(String text) {
        this.text = text;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    static JsonSpan read(String validJson) {
        JsonSpanReader reader = new JsonSpanReader(validJson);
        reader.skipSpace();
        return reader.value();
    }

    private JsonSpan value() {
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> {
                int start = at;
                skipString();
                yield new JsonSpan.Scalar(start, at);
            }
            default -> word();
        };
    }

    private JsonSpan object() {
        int start = at++;
        List<JsonSpan.Member> items = new ArrayList<>();
        skipSpace();
        while (text.charAt(at) != '}') {
            int keyStart = at;
            skipString();
            int keyEnd = at;
            skipSpace();
            at++; // the colon
            skipSpace();
            items.add(new JsonSpan.Member(unquote(keyStart, keyEnd), keyStart, keyEnd, value()));
            skipComma();
        }
        return new JsonSpan.Members(start, ++at, List.copyOf(items));
    }

    private JsonSpan array() {
        int start = at++;
        List<JsonSpan> items = new ArrayList<>();
        skipSpace();
        while (text.charAt(at) != ']') {
            items.add(value());
            skipComma();
        }
        return new JsonSpan.Elements(start, ++at, List.copyOf(items));
    }

    private JsonSpan word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return new JsonSpan.Scalar(start, at);
    }

    private void skipComma() {
        skipSpace();
        if (text.charAt(at) == ',') {
            at++;
            skipSpace();
        }
    }

    private void skipString() {
        at++;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String unquote(int start, int end) {
        String raw = text.substring(start + 1, end - 1);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        try {
            return Json.parse(text.substring(start, end)).textValue();
        } catch (IOException e) {
            throw new UncheckedIOException("a key of a text that was read as valid JSON is not valid", e);
        }
    }
}
