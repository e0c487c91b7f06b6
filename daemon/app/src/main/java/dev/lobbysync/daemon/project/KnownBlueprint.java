package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a blueprint file from one run to the next, so that it is read again only when somebody needs its value.
 * Of a file that is the only blueprint of its folder and has agreed with a base.
 *
 * <p>It holds for one content of the file, by the hash beside it in {@link StatCache}, and only while the scripts and the
 * assets that belong to the blueprint are what they were. That the blueprint then agrees with a base holds for that base
 * alone: whoever has another one must read the file.
 *
 * @param signature see {@link PathIndex.Entry}
 * @param present see {@link dev.lobbysync.daemon.model.LocalState.Present}
 * @param assets what the file names below {@code assets/}, with the URL that it stood for
 * @param scripts the folder's script set, see {@link #scripts(ScriptSet)}
 * @param agreement names the base, see {@link dev.lobbysync.daemon.model.BaseEntry#agreement}
 */
record KnownBlueprint(
        String id,
        @Nullable String uid,
        @Nullable String createdAt,
        @Nullable String scriptEntry,
        String signature,
        Set<String> present,
        Map<String, String> assets,
        String scripts,
        String agreement) {

    /** A script set as one text; null if it cannot be told, or nothing says which file of it runs. */
    static @Nullable String scripts(ScriptSet set) {
        if (set instanceof ScriptSet.None) {
            return "";
        }
        if (!(set instanceof ScriptSet.Ready ready) || ready.entry() == null) {
            return null;
        }
        StringBuilder text =
                new StringBuilder(128).append(ready.format()).append('\n').append(ready.entry());
        ready.files()
                .forEach((path, url) ->
                        text.append('\n').append(path).append('\n').append(url));
        return text.toString();
    }

    /** A text of the file, of those that are asked for at every start; the rest of them is absent in such a file. */
    @Nullable
    String text(String field) {
        return switch (field) {
            case "id" -> id;
            case "uid" -> uid;
            case "createdAt" -> createdAt;
            case "scriptEntry" -> scriptEntry;
            case "scriptRef" -> null;
            default -> throw new IllegalArgumentException(field + " is not kept");
        };
    }

    ArrayNode toJson() {
        ArrayNode line = Json.array().add(id).add(uid).add(createdAt).add(scriptEntry);
        line.add(signature).add(scripts).add(agreement).add(String.join(",", new TreeSet<>(present)));
        ObjectNode named = line.addObject();
        new TreeMap<>(assets).forEach(named::put);
        return line;
    }

    /**
     * Reads what {@link #toJson} wrote, the parser being at its start and then at its end; null if it makes no sense.
     *
     * @param sets lists of fields met before: most files mention the same ones
     */
    static @Nullable KnownBlueprint read(JsonParser parser, Map<String, Set<String>> sets) throws IOException {
        List<@Nullable String> texts = new ArrayList<>(8);
        while (parser.nextToken() == JsonToken.VALUE_STRING || parser.hasToken(JsonToken.VALUE_NULL)) {
            texts.add(parser.hasToken(JsonToken.VALUE_NULL) ? null : parser.getText());
        }
        Map<String, String> assets = new TreeMap<>();
        if (parser.hasToken(JsonToken.START_OBJECT)) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String path = parser.currentName();
                assets.put(path, String.valueOf(parser.nextTextValue()));
            }
            parser.nextToken();
        }
        if (texts.size() != 8) {
            return null;
        }
        String id = texts.get(0);
        String signature = texts.get(4);
        String scripts = texts.get(5);
        String agreement = texts.get(6);
        String present = texts.get(7);
        if (id == null || signature == null || scripts == null || agreement == null || present == null) {
            return null;
        }
        Set<String> fields = present.isEmpty() ? Set.of() : sets.computeIfAbsent(present, KnownBlueprint::fields);
        return new KnownBlueprint(
                id,
                texts.get(1),
                texts.get(2),
                texts.get(3),
                signature,
                fields,
                assets.isEmpty() ? Map.of() : assets,
                scripts,
                agreement);
    }

    private static Set<String> fields(String list) {
        return SharedSets.of(new LinkedHashSet<>(List.of(list.split(",", -1))));
    }
}
