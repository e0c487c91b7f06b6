package dev.lobbysync.merge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON value that knows where in its file it stands.
 *
 * @param token the scalar's token, or the opening one of an object or array
 * @param text of a string; of anything else as it would be shown
 * @param members of an object, in its order
 * @param items of an array
 */
record PlacedJson(Place place, JsonToken token, String text, List<Member> members, List<PlacedJson> items) {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Line and column, from 1. */
    record Place(int line, int column) {
        MergePolicy.Malformed complaint(String reason) {
            return new MergePolicy.Malformed(line, column, reason);
        }
    }

    /** A name with its place, and its value. */
    record Member(Place place, String name, PlacedJson value) {}

    /** Refuses what is no JSON, or more than one value, or has a name twice in one object. */
    static PlacedJson parse(byte[] file) {
        // Read as characters, so that columns count them and not bytes.
        String text = new String(file, StandardCharsets.UTF_8);
        try (JsonParser parser = STRICT.createParser(text.startsWith("\ufeff") ? text.substring(1) : text)) {
            return only(parser);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new Place(at.getLineNr(), at.getColumnNr())
                    .complaint("this is not valid JSON (" + e.getOriginalMessage() + "); correct it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PlacedJson only(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new Place(1, 1).complaint("the file is empty; write {} for the defaults");
            }
            PlacedJson value = value(parser);
            if (parser.nextToken() != null) {
                throw place(parser).complaint("something follows the end of the JSON value; remove it");
            }
            return value;
        } catch (StreamConstraintsException e) {
            // It knows no place itself.
            throw place(parser).complaint("this is too long or too deep (" + e.getOriginalMessage() + "); shorten it");
        }
    }

    private static PlacedJson value(JsonParser parser) throws IOException {
        Place place = place(parser);
        JsonToken token = parser.currentToken();
        List<Member> members = new ArrayList<>();
        List<PlacedJson> items = new ArrayList<>();
        String text =
                switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    default -> parser.getText();
                };
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Place named = place(parser);
                String name = parser.currentName();
                parser.nextToken();
                members.add(new Member(named, name, value(parser)));
            }
        } else if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
        }
        return new PlacedJson(place, token, text, members, items);
    }

    private static Place place(JsonParser parser) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(at.getLineNr(), at.getColumnNr());
    }

    boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    boolean isArray() {
        return token == JsonToken.START_ARRAY;
    }

    boolean isString() {
        return token == JsonToken.VALUE_STRING;
    }

    /** A string in quotes, everything else as it is. */
    String shown() {
        return isString() ? "'" + text + "'" : text;
    }
}
