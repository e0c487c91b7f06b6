package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values of a conflict as lines for people: short ones on one line, others laid out, and never without end. */
final class ValueLines {
    private static final int MOST_LINES = 16;
    private static final int LONGEST = 240;

    private ValueLines() {}

    /** @param columns a value that fits on one line of that many stays on it */
    static List<String> of(JsonNode value, int columns) {
        if (value.isMissingNode()) {
            return List.of("(absent)");
        }
        String text = Cells.clean(Json.text(value));
        if (Cells.width(text) <= columns || !value.isContainerNode()) {
            return List.of(Cells.cut(text, Math.max(columns, LONGEST)));
        }
        List<String> lines = new ArrayList<>();
        for (String line : value.toPrettyString().split("\\R", -1)) {
            lines.add(Cells.cut(TerminalText.clean(line), LONGEST));
        }
        if (lines.size() > MOST_LINES) {
            int more = lines.size() - MOST_LINES + 1;
            lines = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
            lines.add("… " + more + " more lines");
        }
        return lines;
    }

    /** What is left of a whole object once the members are out that all of the versions that exist have alike. */
    static JsonNode differing(JsonNode side, List<JsonNode> versions) {
        if (!(side instanceof ObjectNode object)) {
            return side;
        }
        ObjectNode rest = object.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            boolean alike = versions.stream()
                    .filter(JsonNode::isObject)
                    .allMatch(other -> same(other.path(member.getKey()), member.getValue()));
            if (!alike) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest.isEmpty() ? object : rest;
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return !(a instanceof MissingNode) && JsonEquality.equal(a, b);
    }
}
