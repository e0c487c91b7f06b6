package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What people write: apps, rows, scripts. */
final class Texts {
    private static final int LINES = 12;

    private Texts() {}

    static ObjectNode blueprint(String id) {
        ObjectNode blueprint = Json.object().put("id", id).put("name", id).put("scope", id);
        blueprint.put("keep", true).put("scriptFormat", "module");
        blueprint.putObject("props").put("p0", "a").put("p1", "b");
        return blueprint;
    }

    static ObjectNode entity(String id, String blueprint) {
        ObjectNode row = Json.object().put("id", id).put("blueprint", blueprint);
        row.putArray("position").add(1).add(0).add(2);
        row.putArray("quaternion").add(0).add(0).add(0).add(1);
        row.putArray("scale").add(1).add(1).add(1);
        row.put("pinned", false);
        row.putObject("props");
        row.putObject("state");
        return row;
    }

    /** A module with lines far enough from each other to be merged. */
    static String script(String id, String imports) {
        StringBuilder text = new StringBuilder(imports).append("// ").append(id).append('\n');
        for (int i = 0; i < LINES; i++) {
            text.append("export const v").append(i).append(" = 'as made'\n// between\n\n");
        }
        return text.append("export default () => {}\n").toString();
    }

    /** The script with another value in one line, now and then with one more line. */
    static String edited(String text, String token, Random random) {
        String[] lines = text.split("\n", -1);
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("export const")) {
                candidates.add(i);
            }
        }
        if (candidates.isEmpty()) {
            return text + "\nexport const more = '" + token + "'\n";
        }
        int i = candidates.get(random.nextInt(candidates.size()));
        lines[i] = lines[i].substring(0, lines[i].indexOf('=')) + "= '" + token + "'";
        return String.join("\n", lines);
    }
}
