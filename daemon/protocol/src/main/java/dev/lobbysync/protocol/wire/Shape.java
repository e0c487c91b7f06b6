package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The key list of a record.
 *
 * @param keys in the order of the values that follow
 * @param keyChars their total length
 */
record Shape(List<String> keys, long keyChars) {

    static Shape of(JsonNode keys, ByteReader in) throws MalformedPacketException {
        if (!keys.isArray()) {
            throw in.malformed("the key list of a record is not an array");
        }
        in.need(keys.size());
        List<String> names = new ArrayList<>(keys.size());
        long chars = 0;
        for (JsonNode key : keys) {
            if (!key.isTextual()) {
                throw in.malformed("a key of a record is not a string");
            }
            String name = safeKey(key.textValue());
            names.add(name);
            chars += name.length();
        }
        return new Shape(names, chars);
    }

    /** Upstream's decoder renames this one key, which would change an object's prototype there. */
    static String safeKey(String key) {
        return key.equals("__proto__") ? "__proto_" : key;
    }
}
