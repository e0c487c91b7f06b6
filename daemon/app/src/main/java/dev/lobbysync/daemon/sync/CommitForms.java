package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the commits say about objects where they do not say what the world has now; of an object that the commits explain
 * only what is newer than that. A form that the feed shows too was synced: the world was changed from it.
 */
final class CommitForms {
    private final AssetNames names;
    private final Map<ObjectKey, Map<String, List<LocalState.Present>>> forms = new HashMap<>();

    CommitForms(AssetNames names) {
        this.names = names;
    }

    /** Notes what a commit says. */
    void add(ObjectView now, LocalState.Present then) {
        ObjectKey key = now.key();
        String mark = key.kind() == ObjectKind.MODULE
                ? names.canonical(then.value().path("url").asText())
                : mark(Sides.of(now.inThePast(then, null), names).local());
        List<LocalState.Present> alike =
                forms.computeIfAbsent(key, k -> new HashMap<>()).computeIfAbsent(mark, m -> new ArrayList<>());
        if (alike.stream().noneMatch(form -> form.value().equals(then.value()))) {
            alike.add(then);
        }
    }

    /** Whether a commit says of the object what the runtime said of it then. */
    boolean hold(ObjectView now, ObjectNode servedThen) {
        Map<String, List<LocalState.Present>> said = forms.get(now.key());
        if (said == null) {
            return false;
        }
        ObjectView past = now.inThePast(LocalState.Absent.NEVER_SEEN, servedThen);
        return said.getOrDefault(mark(Sides.of(past, names).remote()), List.of()).stream()
                .anyMatch(form -> MeetingBases.same(now.inThePast(form, servedThen), names));
    }

    /** Whether the file of a shared module was this in a commit; canonical. */
    boolean hold(ObjectKey module, String url) {
        return forms.getOrDefault(module, Map.of()).containsKey(url);
    }

    /** The same for all forms that can be the same; what a file may leave unsaid does not count. */
    private static String mark(@Nullable ObjectNode form) {
        if (form == null) {
            return "";
        }
        ObjectNode told = form.objectNode();
        told.setAll(form);
        told.remove(Sides.ALWAYS_SILENT);
        return CanonicalJson.sha256(told);
    }
}
