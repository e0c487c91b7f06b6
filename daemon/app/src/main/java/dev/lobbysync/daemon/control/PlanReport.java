package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * What {@code plan} tells (DESIGN 7). Its JSON form is described by {@code schema/plan.schema.json}.
 *
 * @param running whether a daemon told this
 * @param world the world that would be synced with
 * @param away why the runtime could not be asked, or empty; then the forecast says nothing
 * @param notes further sentences for people
 */
public record PlanReport(
        boolean running, StatusReport.World world, Forecast forecast, String away, List<String> notes) {
    public PlanReport {
        notes = List.copyOf(notes);
    }

    /** 0 if there is nothing to do or only plain work, 1 if a person is needed, 2 if the runtime is away. */
    public int exitCode() {
        if (!away.isEmpty()) {
            return ExitCodes.RETRYING;
        }
        boolean person = !forecast.distrust().isEmpty()
                || !forecast.guard().isEmpty()
                || forecast.mixes()
                || forecast.items().stream().anyMatch(Forecast.Item::needsPerson);
        return person ? ExitCodes.PERSON : ExitCodes.OK;
    }

    /** The command to type next. */
    public String next() {
        if (!away.isEmpty() || !forecast.distrust().isEmpty()) {
            return running ? "gamedev sync status" : "gamedev sync plan";
        }
        if (running) {
            return forecast.count(Forecast.Group.CONFLICT) > 0 ? "gamedev sync conflicts" : "gamedev sync status";
        }
        return forecast.mixes() ? "gamedev sync start --yes" : "gamedev sync start";
    }

    /** The report as one JSON object, with the exit code that belongs to it as {@code exitCode}. */
    public String json() {
        ObjectNode all = Json.object().put("formatVersion", 1).put("running", running);
        all.putObject("world").put("id", world.id()).put("url", world.url()).put("target", world.target());
        all.put("firstMeeting", forecast.firstMeeting()).put("asks", forecast.mixes());
        ObjectNode counts = all.putObject("counts").put("agreed", forecast.agreed());
        for (Forecast.Group group : Forecast.Group.values()) {
            counts.put(word(group), forecast.count(group));
            ArrayNode list = all.putArray(word(group));
            for (Forecast.Item item : forecast.items()) {
                if (item.group() == group) {
                    ObjectNode one = list.addObject();
                    one.put("kind", item.key().kind().wireName())
                            .put("id", item.key().id())
                            .put("action", word(item.action()))
                            .put("reason", item.reason());
                    ArrayNode explained = one.putArray("explained");
                    item.explained().forEach(field -> explained
                            .addObject()
                            .put("path", field.path())
                            .put("won", field.won())
                            .put("rule", field.rule())
                            .put("sentence", field.sentence()));
                }
            }
        }
        all.put("guard", orNull(forecast.guard())).put("distrust", orNull(forecast.distrust()));
        all.put("away", orNull(away));
        ArrayNode said = all.putArray("notes");
        notes.forEach(said::add);
        all.put("next", next()).put("exitCode", exitCode());
        // Inside JSON strings, where alone they can be, the cleaned characters are JSON escapes.
        return TerminalText.clean(Json.text(all));
    }

    @SuppressWarnings("NullAway") // Jackson writes null for null
    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
