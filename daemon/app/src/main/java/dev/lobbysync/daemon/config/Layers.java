package dev.lobbysync.daemon.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks a variable up in environment, then {@code .env}; remembers where each one came from. */
final class Layers {
    private final Map<String, String> environment;
    private final Map<String, DotEnv.Entry> file;
    private final Map<String, String> provenance = new LinkedHashMap<>();

    Layers(Map<String, String> environment, Map<String, DotEnv.Entry> file) {
        this.environment = environment;
        this.file = file;
    }

    /** A value and where it came from. */
    record Found(String value, String source) {}

    /** The variable, even if it is set to nothing. */
    @Nullable
    Found evenEmpty(String variable) {
        String set = environment.get(variable);
        if (set != null) {
            return found(variable, set, "environment");
        }
        DotEnv.Entry entry = file.get(variable);
        return entry == null ? null : found(variable, entry.value(), ".env line " + entry.line());
    }

    /** The variable; one that is set to nothing counts as not set. */
    @Nullable
    Found find(String variable) {
        String set = environment.get(variable);
        if (set != null && !set.isBlank()) {
            return found(variable, set.strip(), "environment");
        }
        DotEnv.Entry entry = file.get(variable);
        return entry == null || entry.value().isBlank()
                ? null
                : found(variable, entry.value().strip(), ".env line " + entry.line());
    }

    boolean flag(String variable, boolean otherwise) {
        Found found = find(variable);
        if (found == null) {
            provenance.put(variable, "default");
            return otherwise;
        }
        return switch (found.value().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new ConfigException(variable + " (" + found.source() + ") must be true or false");
        };
    }

    int number(String variable, int otherwise, int max) {
        Found found = find(variable);
        if (found == null) {
            provenance.put(variable, "default");
            return otherwise;
        }
        try {
            int value = Integer.parseInt(found.value());
            if (value >= 1 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw outOfRange(variable, found, max, e);
        }
        throw outOfRange(variable, found, max, null);
    }

    void note(String variable, String source) {
        provenance.put(variable, source);
    }

    Map<String, String> provenance() {
        return provenance;
    }

    private Found found(String variable, String value, String source) {
        provenance.put(variable, source);
        return new Found(value, source);
    }

    private static ConfigException outOfRange(String variable, Found found, int max, @Nullable Throwable cause) {
        String message = variable + " (" + found.source() + ") must be a whole number from 1 to " + max;
        return cause == null ? new ConfigException(message) : new ConfigException(message, cause);
    }
}
