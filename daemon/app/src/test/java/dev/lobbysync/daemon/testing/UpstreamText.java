package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.EcmaNumber;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/** JSON text as JavaScript prints it with an indentation of two, and a final newline (PROTOCOL 7.1). */
final class UpstreamText {
    private UpstreamText() {}

    static String of(JsonNode document) {
        return print(document, "") + "\n";
    }

    private static String print(JsonNode node, String indent) {
        if (node.isNumber()) {
            return EcmaNumber.text(node.doubleValue());
        }
        if (!node.isContainerNode()) {
            return Json.text(node);
        }
        String inner = indent + "  ";
        List<String> parts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> parts.add(inner + print(element, inner)));
        } else {
            node.properties()
                    .forEach(member -> parts.add(inner
                            + Json.text(Json.mapper().getNodeFactory().textNode(member.getKey()))
                            + ": "
                            + print(member.getValue(), inner)));
        }
        String open = node.isArray() ? "[" : "{";
        String close = node.isArray() ? "]" : "}";
        return parts.isEmpty() ? open + close : open + "\n" + String.join(",\n", parts) + "\n" + indent + close;
    }
}
