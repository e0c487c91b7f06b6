package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import java.util.Locale;

/** What came of {@code resolve}, for people and as JSON. */
public final class ResolveText {
    private ResolveText() {}

    /** The most serious exit code of all outcomes; nothing to resolve is done. */
    public static int exitCode(List<ResolveOutcome> outcomes) {
        return outcomes.stream().mapToInt(ResolveOutcome::exitCode).max().orElse(ExitCodes.OK);
    }

    /** One line per outcome. */
    public static String of(List<ResolveOutcome> outcomes, Style style) {
        if (outcomes.isEmpty()) {
            return style.good("No open conflicts.") + "\n";
        }
        StringBuilder text = new StringBuilder();
        for (ResolveOutcome outcome : outcomes) {
            String message = TerminalText.clean(outcome.message());
            text.append(TerminalText.clean(outcome.id()))
                    .append(": ")
                    .append(outcome.exitCode() == ExitCodes.OK ? style.good(message) : style.warn(message))
                    .append('\n');
        }
        return text.toString();
    }

    /** {@code {"formatVersion":1,"exitCode":0,"outcomes":[{"id","result","message"}]}}. */
    public static String json(List<ResolveOutcome> outcomes) {
        ObjectNode all = Json.object().put("formatVersion", 1).put("exitCode", exitCode(outcomes));
        var list = all.putArray("outcomes");
        for (ResolveOutcome outcome : outcomes) {
            list.addObject()
                    .put("id", outcome.id())
                    .put("result", outcome.result().name().toLowerCase(Locale.ROOT))
                    .put("message", outcome.message());
        }
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(Json.text(all));
    }
}
