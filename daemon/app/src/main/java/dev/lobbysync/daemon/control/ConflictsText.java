package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictFiles;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Conflict artifacts for people and as JSON. */
public final class ConflictsText {
    /** The path that stands for the object as a whole (PROTOCOL 7.10). */
    private static final String WHOLE = "$object";

    private static final int VALUE_CHARS = 160;
    private static final int FIELDS_IN_LIST = 4;

    private ConflictsText() {}

    /** The list, newest first, with the next commands to type. */
    public static String list(List<ConflictArtifact> conflicts, Style style) {
        long open = conflicts.stream().filter(ConflictArtifact::open).count();
        StringBuilder text = new StringBuilder();
        text.append(
                open == 0
                        ? style.good("No open conflicts.")
                        : style.bad(open == 1 ? "1 conflict is open:" : open + " conflicts are open:"));
        text.append('\n');
        if (!conflicts.isEmpty()) {
            text.append('\n');
        }
        for (ConflictArtifact conflict : conflicts) {
            text.append("  ")
                    .append(style.strong(TerminalText.clean(conflict.id())))
                    .append("  ")
                    .append(TerminalText.clean(conflict.key().toString()))
                    .append(": ")
                    .append(conflict.open() ? summary(conflict) : resolved(conflict.document()))
                    .append('\n');
        }
        if (open > 0) {
            text.append("\n  (use \"gamedev sync conflicts ID\" to see the sides of one)\n")
                    .append("  (use \"gamedev sync resolve ID --use local|remote|merged\" to end one)\n");
        }
        return text.toString();
    }

    /** One conflict with all its sides. */
    public static String show(ConflictArtifact conflict, Style style) {
        ObjectNode document = conflict.document();
        StringBuilder text = new StringBuilder("Conflict ")
                .append(style.strong(TerminalText.clean(conflict.id())))
                .append(" on ")
                .append(TerminalText.clean(conflict.key().toString()))
                .append(conflict.open() ? ", open" : ", " + resolved(document))
                .append(" (found ")
                .append(TerminalText.clean(conflict.createdAt()))
                .append(")\n");
        for (JsonNode field : document.path("unresolvedFields")) {
            String path = field.path("path").asText();
            text.append("\n  ")
                    .append(style.bad(path.equals(WHOLE) ? deletion(conflict) : TerminalText.clean(path)))
                    .append("\n    base    ")
                    .append(value(field.path("base")))
                    .append("\n    local   ")
                    .append(value(field.path("local")))
                    .append("\n    remote  ")
                    .append(value(field.path("remote")))
                    .append('\n');
        }
        JsonNode decided = document.path("autoResolvedFields");
        if (!decided.isEmpty()) {
            text.append("\n  decided by policy:\n");
            for (JsonNode field : decided) {
                text.append("    ")
                        .append(TerminalText.clean(field.path("path").asText()))
                        .append("  ")
                        .append(TerminalText.clean(field.path("resolution").asText()))
                        .append('\n');
            }
        }
        if (conflict.open()) {
            scripts(conflict, text);
            String id = TerminalText.clean(conflict.id());
            text.append("\nNext: gamedev sync resolve ")
                    .append(id)
                    .append(" --use local|remote")
                    .append(document.path("merged").isObject() ? "|merged" : "")
                    .append('\n');
        }
        return text.toString();
    }

    /** Where the texts lie that a person can merge by hand. */
    private static void scripts(ConflictArtifact conflict, StringBuilder text) {
        JsonNode scripts = conflict.document().path("daemon").path("scripts");
        if (scripts.isEmpty()) {
            return;
        }
        text.append("\n  scripts; edit the merged file until no markers are left in it, then use merged:\n");
        scripts.fieldNames().forEachRemaining(script -> {
            text.append("    ").append(TerminalText.clean(script)).append('\n');
            for (String version : List.of("merged", "base", "local", "remote")) {
                String file = ".lobby/conflicts/" + conflict.id() + "/" + ConflictFiles.fileName(script);
                text.append("      ")
                        .append(version)
                        .append(" ".repeat(8 - version.length()))
                        .append(TerminalText.clean(file + "." + version))
                        .append('\n');
            }
        });
    }

    /** {@code {"formatVersion":1,"conflicts":[…]}} with the artifacts as they lie on disk (PROTOCOL 7.10). */
    public static String json(List<ConflictArtifact> conflicts) {
        ObjectNode all = Json.object().put("formatVersion", 1);
        var list = all.putArray("conflicts");
        conflicts.forEach(conflict -> list.add(conflict.document()));
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(Json.text(all));
    }

    private static String summary(ConflictArtifact conflict) {
        List<String> paths = new ArrayList<>();
        conflict.document()
                .path("unresolvedFields")
                .forEach(
                        field -> paths.add(TerminalText.clean(field.path("path").asText())));
        if (paths.equals(List.of(WHOLE))) {
            return deletion(conflict);
        }
        String shown = String.join(", ", paths.subList(0, Math.min(FIELDS_IN_LIST, paths.size())));
        return paths.size() > FIELDS_IN_LIST ? shown + " and " + (paths.size() - FIELDS_IN_LIST) + " more" : shown;
    }

    /** Who deleted the object, and what the other side did meanwhile. */
    private static String deletion(ConflictArtifact conflict) {
        JsonNode base = conflict.document().path("baselineHash");
        String kept = conflict.localHash() == null ? conflict.remoteHash() : conflict.localHash();
        String did = base.isTextual() && base.textValue().equals(kept) ? "kept" : "edited";
        return conflict.localHash() == null
                ? "deleted in the files, " + did + " in the world"
                : did + " in the files, deleted in the world";
    }

    private static String resolved(ObjectNode document) {
        JsonNode with = document.path("resolvedWith");
        return with.isTextual() ? "resolved with " + TerminalText.clean(with.textValue()) : "closed by itself";
    }

    private static String value(JsonNode value) {
        if (value.isMissingNode()) {
            return "(absent)";
        }
        String text = TerminalText.clean(Json.text(value));
        return text.length() <= VALUE_CHARS ? text : text.substring(0, VALUE_CHARS) + "…";
    }
}
