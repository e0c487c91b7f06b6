package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object whose files say something else than base and runtime, which agree. Either somebody edited the files, or they are
 * older than the base, which moved behind their back; then pushing them would undo somebody's work.
 *
 * <p>Files may be as old as a state that the runtime once had, if they still say a part of what has changed since, and say
 * nothing of it as it is now. What else they say may be an edit.
 */
final class OlderFile {
    /** Fields of which each member is changed by itself. */
    private static final List<String> BY_MEMBER = List.of("props", MergeForm.SCRIPT_FILES);

    private final Map<String, JsonNode> base;
    private final Map<String, JsonNode> local;
    private final Set<String> unsaid;

    /**
     * Takes the forms to compare.
     *
     * @param unsaid top-level fields that the files do not mention
     */
    OlderFile(ObjectNode base, ObjectNode local, Set<String> unsaid) {
        this.base = parts(base);
        this.local = parts(local);
        this.unsaid = Set.copyOf(unsaid);
    }

    /** Whether the files may be as old as this form of the object. */
    boolean mayBeFrom(ObjectNode earlier) {
        Map<String, JsonNode> then = parts(earlier);
        Set<String> names = new HashSet<>(then.keySet());
        names.addAll(base.keySet());
        boolean still = false;
        for (String name : names) {
            if (same(then, base, name) || unsaid.contains(name)) {
                continue;
            }
            if (same(local, base, name)) {
                return false;
            }
            still |= same(local, then, name);
        }
        return still;
    }

    private static boolean same(Map<String, JsonNode> a, Map<String, JsonNode> b, String name) {
        JsonNode missing = MissingNode.getInstance();
        return JsonEquality.equal(a.getOrDefault(name, missing), b.getOrDefault(name, missing));
    }

    private static Map<String, JsonNode> parts(ObjectNode form) {
        Map<String, JsonNode> parts = new HashMap<>();
        form.properties().forEach(field -> {
            if (BY_MEMBER.contains(field.getKey()) && field.getValue().isObject()) {
                field.getValue()
                        .properties()
                        .forEach(member -> parts.put(field.getKey() + "." + member.getKey(), member.getValue()));
            } else {
                parts.put(field.getKey(), field.getValue());
            }
        });
        return parts;
    }
}
