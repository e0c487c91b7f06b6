package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a JSON file is laid out, and values in that layout: what is inserted looks like what is there (ENGINE S12).
 *
 * @param newline line end of the file
 * @param unit one step of indentation
 * @param colon what stands between a key and its value
 * @param pad what stands inside the brackets of a value on one line, and after its commas
 * @param multiline whether containers are spread over lines
 */
public record JsonStyle(String newline, String unit, String colon, String pad, boolean multiline) {
    /** The layout of new files: two spaces, as every tool of this project writes (PROTOCOL 7.1). */
    public static final JsonStyle NEW_FILE = new JsonStyle("\n", "  ", ": ", " ", true);

    /** The layout of an existing text, judged by its outermost object. */
    public static JsonStyle of(String text, JsonSpan root) {
        String newline = text.contains("\r\n") ? "\r\n" : "\n";
        if (!(root instanceof JsonSpan.Members object) || object.items().isEmpty()) {
            return new JsonStyle(newline, "  ", ": ", " ", true);
        }
        JsonSpan.Member first = object.items().get(0);
        String lead = text.substring(object.start() + 1, first.start());
        String colon = text.substring(first.keyEnd(), first.value().start());
        int line = lead.lastIndexOf('\n');
        String indent = line < 0 ? "" : lead.substring(line + 1);
        return new JsonStyle(
                newline, indent.isEmpty() ? "  " : indent, colon, colon.endsWith(":") ? "" : " ", line >= 0);
    }

    /**
     * The value as text.
     *
     * @param indent indentation of the line on which it begins, or null to keep it on one line
     */
    public String render(JsonNode value, @Nullable String indent) {
        StringBuilder out = new StringBuilder();
        render(value, indent, out);
        return out.toString();
    }

    private void render(JsonNode value, @Nullable String indent, StringBuilder out) {
        if (!value.isContainerNode()) {
            out.append(CanonicalJson.text(value));
            return;
        }
        boolean object = value.isObject();
        if (value.isEmpty()) {
            out.append(object ? "{}" : "[]");
            return;
        }
        String inner = indent == null ? null : indent + unit;
        String before = inner == null ? (object ? pad : "") : newline + inner;
        String between = inner == null ? "," + pad : "," + newline + inner;
        out.append(object ? '{' : '[').append(before);
        Iterator<Map.Entry<String, JsonNode>> members = value.properties().iterator();
        for (int i = 0; i < value.size(); i++) {
            out.append(i == 0 ? "" : between);
            if (object) {
                Map.Entry<String, JsonNode> member = members.next();
                out.append(quote(member.getKey())).append(colon);
                render(member.getValue(), inner, out);
            } else {
                render(value.get(i), inner, out);
            }
        }
        out.append(indent == null ? (object ? pad : "") : newline + indent).append(object ? '}' : ']');
    }

    /** A string as JSON writes it. */
    public static String quote(String text) {
        return CanonicalJson.text(com.fasterxml.jackson.databind.node.TextNode.valueOf(text));
    }
}
