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
    private static final int MOST_ALIKE = 4;

    private ValueLines() {}

    /** @param columns a value that fits on one line of that many stays on it */
    static List<String> of(JsonNode value, int columns) {
        return few(all(value, columns), 0);
    }

    /**
     * Versions of one value. Lines at the top that all of them have alike are left out if there are many: what differs
     * must be seen.
     */
    static List<List<String>> of(List<JsonNode> versions, int columns) {
        List<List<String>> blocks =
                versions.stream().map(version -> all(version, columns)).toList();
        List<List<String>> there = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (!versions.get(i).isMissingNode()) {
                there.add(blocks.get(i));
            }
        }
        int alike = alike(there);
        int left = alike > MOST_ALIKE ? alike - 1 : 0;
        return blocks.stream()
                .map(block -> there.contains(block) ? few(block, left) : block)
                .toList();
    }

    private static int alike(List<List<String>> blocks) {
        int alike = 0;
        while (blocks.size() > 1 && sameLine(blocks, alike)) {
            alike++;
        }
        return alike;
    }

    private static boolean sameLine(List<List<String>> blocks, int line) {
        return blocks.stream()
                .allMatch(block -> block.size() > line
                        && block.get(line).equals(blocks.get(0).get(line)));
    }

    private static List<String> all(JsonNode value, int columns) {
        if (value.isMissingNode()) {
            return List.of("(absent)");
        }
        String text = Cells.clean(Json.text(value));
        if (Cells.width(text) <= columns || !value.isContainerNode()) {
            return Cells.wrap(text, columns, 0);
        }
        List<String> lines = new ArrayList<>();
        for (String line : value.toPrettyString().split("\\R", -1)) {
            String clean = TerminalText.clean(line);
            int indent =
                    Math.min(columns / 2, clean.length() - clean.stripLeading().length());
            lines.addAll(Cells.wrap(clean, columns, indent));
        }
        return lines;
    }

    private static List<String> few(List<String> all, int left) {
        List<String> lines = new ArrayList<>();
        if (left > 0) {
            lines.add("… " + left + " lines alike");
        }
        List<String> rest = all.subList(left, all.size());
        int most = MOST_LINES - lines.size();
        if (rest.size() <= most) {
            lines.addAll(rest);
        } else {
            lines.addAll(rest.subList(0, most - 1));
            lines.add("… " + (rest.size() - most + 1) + " more lines");
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
