package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.telemetry.LoggedDecision;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import java.util.stream.Collectors;

/** Recent decisions for people and as JSON. */
public final class LogText {
    private static final int TO_THE_SECOND = 19;
    private static final int WIDEST_MODE = 13;
    private static final int FEW = 10;

    private LogText() {}

    /** One paragraph each: when, how and what; then why, and by which rules. */
    public static String of(List<LoggedDecision> decisions, Style style) {
        if (decisions.isEmpty()) {
            return "Nothing was decided yet, as far as .lobby/logs tells.\n";
        }
        StringBuilder text = new StringBuilder();
        for (LoggedDecision decision : decisions) {
            String mode = clean(decision.mode());
            text.append(time(decision.at()))
                    .append("  ")
                    .append(paint(mode, style))
                    .append(" ".repeat(Math.max(1, WIDEST_MODE + 1 - mode.length())))
                    .append(style.strong(clean(decision.object())))
                    .append('\n');
            line(text, clean(decision.reason()));
            if (!decision.fields().isEmpty()) {
                line(text, "fields: " + shown(decision.fields()));
            }
            for (Explained field : decision.explained()
                    .subList(0, Math.min(FEW, decision.explained().size()))) {
                line(text, "  " + clean(field.path()) + "  " + clean(field.sentence()));
            }
            if (decision.explained().size() > FEW) {
                line(text, "  … and " + (decision.explained().size() - FEW) + " more fields");
            }
            if (decision.opId() != null) {
                line(text, "op: " + clean(decision.opId()));
            }
        }
        return text.toString();
    }

    /** {@code {"formatVersion":1,"decisions":[…]}}, described by {@code schema/log.schema.json}. */
    public static String json(List<LoggedDecision> decisions) {
        ObjectNode all = Json.object().put("formatVersion", 1);
        ArrayNode list = all.putArray("decisions");
        decisions.forEach(decision -> list.add(decision.json()));
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(Json.text(all));
    }

    private static String shown(List<String> fields) {
        String first = fields.stream().limit(FEW).map(LogText::clean).collect(Collectors.joining(", "));
        return fields.size() > FEW ? first + " and " + (fields.size() - FEW) + " more" : first;
    }

    private static String time(String iso) {
        String clean = clean(iso);
        return clean.length() < TO_THE_SECOND
                ? clean
                : clean.substring(0, TO_THE_SECOND).replace('T', ' ');
    }

    private static String paint(String mode, Style style) {
        return switch (mode) {
            case "conflict", "hold", "retry" -> style.warn(mode);
            case "delete_local", "delete_remote" -> style.bad(mode);
            default -> style.good(mode);
        };
    }

    private static void line(StringBuilder text, String line) {
        text.append("    ").append(line).append('\n');
    }

    private static String clean(String untrusted) {
        return TerminalText.clean(untrusted);
    }
}
