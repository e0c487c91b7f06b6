package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.doc.ScriptPath;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a runtime would take without a word but could not use (PROTOCOL 3.5, 11 item 16). Asked before anything is sent,
 * and of every merge result (ENGINE S6).
 */
final class Validity {
    private Validity() {}

    /** Complaints about a form, path to sentence; empty if it is sound. */
    static Map<MergePath, String> complaints(ObjectKind kind, JsonNode form) {
        Map<MergePath, String> complaints = new LinkedHashMap<>();
        switch (kind) {
            case ENTITY -> {
                if (form.path("blueprint").asText("").isEmpty()) {
                    complaints.put(MergePath.of("blueprint"), "an entity needs a blueprint");
                }
                vector(form, "position", 3, complaints);
                vector(form, "quaternion", 4, complaints);
                vector(form, "scale", 3, complaints);
                object(form, "props", complaints);
                object(form, KnownFields.ENTITY_STATE, complaints);
            }
            case SPAWN -> {
                vector(form, "position", 3, complaints);
                vector(form, "quaternion", 4, complaints);
            }
            case BLUEPRINT -> blueprint(form, complaints);
            case SETTINGS, MODULE -> {
                // Any value is sound: settings are a fixed set of scalars, a module is a text.
            }
        }
        return complaints;
    }

    private static void blueprint(JsonNode form, Map<MergePath, String> complaints) {
        object(form, "props", complaints);
        form.path(MergeForm.SCRIPT_FILES).fieldNames().forEachRemaining(path -> {
            if (!ScriptPath.isValid(path)) {
                complaints.put(MergePath.of(MergeForm.SCRIPT_FILES, path), "'" + path + "' is no valid script path");
            }
        });
    }

    private static void object(JsonNode form, String field, Map<MergePath, String> complaints) {
        JsonNode value = form.path(field);
        if (!value.isMissingNode() && !value.isObject()) {
            complaints.put(MergePath.of(field), field + " must be an object");
        }
    }

    private static void vector(JsonNode form, String field, int length, Map<MergePath, String> complaints) {
        JsonNode value = form.path(field);
        if (value.isMissingNode()) {
            return;
        }
        boolean sound = value.isArray() && value.size() == length;
        for (JsonNode element : value) {
            sound &= element.isNumber() && Double.isFinite(element.doubleValue());
        }
        if (!sound) {
            complaints.put(MergePath.of(field), field + " must be " + length + " finite numbers");
        }
    }
}
