package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form in which the three sides are compared and merged: known fields only, a field at its default left out (absent
 * = null = default, ENGINE S1), assets by content, scripts reduced to what a person can change.
 *
 * <p>Of the script fields remain {@code scriptRef} for a variant, or {@code scriptFiles} and {@code scriptEntry}. {@code
 * script} follows from these, {@code scriptFormat} from the entry's text. A blueprint with a single {@code script} and no
 * set counts as a set of one file, an empty {@code script} as none (PROTOCOL 11, item 54).
 */
final class MergeForm {
    static final String SCRIPT_FILES = "scriptFiles";
    static final String SCRIPT_ENTRY = "scriptEntry";
    static final String SCRIPT_REF = "scriptRef";

    /** What is left of the script fields in this form. */
    static final List<String> SCRIPT_FIELDS = List.of(SCRIPT_ENTRY, SCRIPT_FILES, SCRIPT_REF);

    private static final String LEGACY_ENTRY = "index.js";

    private MergeForm() {}

    /** The form of a wire object or a normalised value. */
    static ObjectNode of(ObjectKind kind, ObjectNode value, AssetNames names) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        if (kind == ObjectKind.MODULE) {
            form.put("url", names.canonical(value.path("url").asText()));
            return form;
        }
        for (String field : KnownFields.of(kind)) {
            if (kind == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field)) {
                continue;
            }
            JsonNode member = value.path(field);
            if (!isDefault(kind, field, member)) {
                form.set(field, names.canonical(kind, field, member));
            }
        }
        if (kind == ObjectKind.BLUEPRINT) {
            putScripts(value, names, form);
        }
        return form;
    }

    /** Whether a value says no more than the field's absence. */
    static boolean isDefault(ObjectKind kind, String field, JsonNode value) {
        return value.isMissingNode() || value.isNull() || JsonEquality.equal(value, KnownFields.defaultOf(kind, field));
    }

    /** A field of a form as it is said aloud: its value, or its default where the form leaves it out. */
    static JsonNode explicit(ObjectKind kind, ObjectNode form, String field) {
        JsonNode value = form.get(field);
        return value != null ? value : KnownFields.defaultOf(kind, field);
    }

    /** The files of a form's script set that belong to the app itself, or only its shared modules. */
    static ObjectNode files(ObjectNode form, boolean shared) {
        ObjectNode files = JsonNodeFactory.instance.objectNode();
        form.path(SCRIPT_FILES).properties().forEach(file -> {
            if (isShared(file.getKey()) == shared) {
                files.set(file.getKey(), file.getValue());
            }
        });
        return files;
    }

    static boolean isShared(String scriptPath) {
        return scriptPath.startsWith("@shared/");
    }

    /** Whether two forms have the same scripts. */
    static boolean sameScripts(ObjectNode a, ObjectNode b) {
        return SCRIPT_FIELDS.stream().allMatch(field -> JsonEquality.equal(a.path(field), b.path(field)));
    }

    private static void putScripts(ObjectNode value, AssetNames names, ObjectNode form) {
        String ref = value.path(SCRIPT_REF).asText("");
        JsonNode files = value.path(SCRIPT_FILES);
        String script = value.path("script").asText("");
        if (!ref.isEmpty() && !value.path(SCRIPT_REF).isNull()) {
            form.put(SCRIPT_REF, ref);
        } else if (files.isObject() && !files.isEmpty()) {
            ObjectNode canonical = form.putObject(SCRIPT_FILES);
            files.properties()
                    .forEach(file -> canonical.put(
                            modulePath(file.getKey()),
                            names.canonical(file.getValue().asText())));
            String entry = value.path(SCRIPT_ENTRY).asText("");
            if (!entry.isEmpty() && !value.path(SCRIPT_ENTRY).isNull()) {
                form.put(SCRIPT_ENTRY, entry);
            }
        } else if (!script.isEmpty() && !value.path("script").isNull()) {
            form.putObject(SCRIPT_FILES).put(LEGACY_ENTRY, legacyUrl(script, names));
            form.put(SCRIPT_ENTRY, LEGACY_ENTRY);
        }
    }

    /** How a wire blueprint says which scripts it runs; script paths in its own spelling. */
    static AgreedScripts agreedScripts(ObjectNode value, AssetNames names) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        putScripts(value, names, form);
        Map<String, String> files = new HashMap<>();
        form.path(SCRIPT_FILES)
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        value.path(SCRIPT_FILES).fieldNames().forEachRemaining(key -> {
            String url = files.remove(modulePath(key));
            if (url != null) {
                files.put(key, url);
            }
        });
        return new AgreedScripts(
                form.path(SCRIPT_REF).textValue(),
                files,
                form.path(SCRIPT_ENTRY).textValue(),
                value.path("scope").textValue());
    }

    /** Keys of shared modules come in two spellings (PROTOCOL 7.3). */
    static String modulePath(String key) {
        return key.startsWith("shared/") ? "@" + key : key;
    }

    /** Very old worlds hold the source text itself (PROTOCOL 5.2). */
    private static String legacyUrl(String script, AssetNames names) {
        if (script.startsWith(AssetUrl.PREFIX)) {
            return names.canonical(script);
        }
        return AssetUrl.ofContent(Sha256.hex(script.getBytes(StandardCharsets.UTF_8)), "js")
                .toString();
    }
}
