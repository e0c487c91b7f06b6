package dev.lobbysync.daemon.mergedriver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.jsontext.JsonText;
import dev.lobbysync.merge.ArrayStrategy;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of elements in arrays that a policy merges by key, the same names that the paths of conflicts have. */
record ElementNames(MergePolicy policy) implements JsonText.Naming {

    @Override
    public List<MergePath.Element> of(MergePath array, JsonNode elements) {
        ArrayStrategy strategy = policy.array(array);
        if (strategy.kind() != ArrayStrategy.Kind.KEYED) {
            return List.of();
        }
        Set<MergePath.Element> names = new LinkedHashSet<>();
        for (JsonNode element : elements) {
            Map<String, JsonNode> identity = new HashMap<>();
            for (String field : strategy.key()) {
                JsonNode value = element.path(field);
                if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                    return List.of();
                }
                identity.put(field, value);
            }
            if (!names.add(new MergePath.Element(identity))) {
                return List.of();
            }
        }
        return List.copyOf(names);
    }

    /**
     * Refuses rows that cannot be told apart.
     *
     * @throws IOException that names the row, and why
     */
    static void requireRows(JsonNode world) throws IOException {
        JsonNode rows = FileShape.ROWS.in(world);
        if (rows.isMissingNode()) {
            return;
        }
        if (!rows.isArray()) {
            throw new IOException("entities is no array");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode id = rows.get(i).path("id");
            if (!id.isTextual() || id.textValue().isEmpty()) {
                throw new IOException("row " + (i + 1) + " of entities has no id");
            }
            if (!ids.add(id.textValue())) {
                throw new IOException("two rows of entities have the id " + id.textValue());
            }
        }
    }
}
