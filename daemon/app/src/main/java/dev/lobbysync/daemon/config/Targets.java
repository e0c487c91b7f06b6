package dev.lobbysync.daemon.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The file {@code .lobby/targets.json} (PROTOCOL 7.11): target name to url, id, code. Strict JSON. */
final class Targets {
    static final String SHOWN_AS = ".lobby/targets.json";

    private static final Set<String> PRODUCTION = Set.of("prod", "production");

    private Targets() {}

    /**
     * The target called {@code name}.
     *
     * @param selectedBy {@code --target} or the variable, for messages
     */
    static Target read(Path project, String name, String selectedBy) {
        Path file = project.resolve(".lobby").resolve("targets.json");
        String selected = "target '" + name + "' (selected by " + selectedBy + ")";
        JsonNode all;
        try {
            all = Json.parse(ConfigFile.read(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    selected + " needs " + SHOWN_AS + ", which does not exist; write {\"" + name
                            + "\": {\"worldUrl\": …, \"worldId\": …}} there",
                    e);
        } catch (JsonProcessingException e) {
            // Only the place: the text around it may hold an admin code.
            String place = e.getLocation() == null
                    ? ""
                    : " line " + e.getLocation().getLineNr() + " column "
                            + e.getLocation().getColumnNr();
            throw new ConfigException(SHOWN_AS + place + " is not valid JSON; correct it", e);
        } catch (IOException e) {
            throw new ConfigException(SHOWN_AS + " cannot be read (" + e.getMessage() + "); check it", e);
        }
        if (!all.isObject()) {
            throw new ConfigException(SHOWN_AS + " must be an object: target name to {worldUrl, worldId, adminCode}");
        }
        JsonNode one = all.get(name);
        if (one == null) {
            TreeSet<String> known = new TreeSet<>();
            all.fieldNames().forEachRemaining(known::add);
            throw new ConfigException(selected + " is not in " + SHOWN_AS + "; it has "
                    + (known.isEmpty() ? "no targets" : String.join(", ", known)));
        }
        if (!one.isObject()) {
            throw new ConfigException(SHOWN_AS + ": target '" + name + "' must be an object with worldUrl and worldId");
        }
        JsonNode code = one.path("adminCode");
        if (!code.isMissingNode() && !code.isNull() && !code.isTextual()) {
            throw new ConfigException(SHOWN_AS + ": adminCode of target '" + name + "' must be a string");
        }
        return new Target(
                name,
                required(one, name, "worldUrl"),
                required(one, name, "worldId"),
                AdminCode.of(code.asText(""), SHOWN_AS + " target '" + name + "'"),
                confirms(one) || PRODUCTION.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static String required(JsonNode target, String name, String field) {
        JsonNode value = target.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new ConfigException(SHOWN_AS + ": target '" + name + "' needs a string " + field);
        }
        return value.textValue();
    }

    private static boolean confirms(JsonNode target) {
        for (String spelling : List.of("confirm", "requireConfirm", "requiresConfirm")) {
            if (target.path(spelling).asBoolean(false)) {
                return true;
            }
        }
        return false;
    }
}
