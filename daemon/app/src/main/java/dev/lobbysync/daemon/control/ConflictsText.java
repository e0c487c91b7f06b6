package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Conflict artifacts for people and as JSON. */
public final class ConflictsText {
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

    /** {@code {"formatVersion":1,"conflicts":[…]}} with the artifacts as they lie on disk (PROTOCOL 7.10). */
    public static String json(List<ConflictArtifact> conflicts) {
        return json(conflicts.stream().map(ConflictArtifact::document).toList());
    }

    /**
     * The same with one artifact and, as its member {@code scripts}, what collides in each of its scripts.
     *
     * @param scripts by script path
     */
    public static String json(ConflictArtifact conflict, Map<String, ScriptVersions> scripts) {
        ObjectNode document = conflict.document().deepCopy();
        ObjectNode all = document.putObject("scripts");
        scripts.forEach(
                (path, versions) -> all.set(path, ScriptRegions.of(versions).json()));
        return json(List.<JsonNode>of(document));
    }

    private static String json(Collection<? extends JsonNode> documents) {
        ObjectNode all = Json.object().put("formatVersion", 1);
        all.putArray("conflicts").addAll(documents);
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(Json.text(all));
    }

    private static String summary(ConflictArtifact conflict) {
        List<String> paths = conflict.unsettled();
        if (paths.equals(List.of(FieldConflict.WHOLE))) {
            return deletion(conflict);
        }
        int settled = conflict.fields().size() - paths.size();
        String shown =
                paths.stream().limit(FIELDS_IN_LIST).map(TerminalText::clean).collect(Collectors.joining(", "));
        return (paths.isEmpty() ? "every field is settled" : shown)
                + (paths.size() > FIELDS_IN_LIST ? " and " + (paths.size() - FIELDS_IN_LIST) + " more" : "")
                + (settled == 0 || paths.isEmpty() ? "" : " (" + settled + " settled)");
    }

    /** Who deleted the object, and what the other side did meanwhile. */
    static String deletion(ConflictArtifact conflict) {
        JsonNode base = conflict.document().path("baselineHash");
        String kept = conflict.localHash() == null ? conflict.remoteHash() : conflict.localHash();
        String did = base.isTextual() && base.textValue().equals(kept) ? "kept" : "edited";
        return conflict.localHash() == null
                ? "deleted in the files, " + did + " in the world"
                : did + " in the files, deleted in the world";
    }

    static String resolved(ObjectNode document) {
        JsonNode with = document.path("resolvedWith");
        return with.isTextual() ? "resolved with " + TerminalText.clean(with.textValue()) : "closed by itself";
    }
}
