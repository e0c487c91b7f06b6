package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks in the changefeed for objects as the files have them: the newest such op of each counts. */
final class FeedSearch {
    /** How far back the feed is read. */
    private static final int MAX_PAGES = 300;

    private final Remote remote;
    private final Trees trees;
    private final Telemetry telemetry;
    private final Map<ObjectKey, List<FeedOp>> ops = new HashMap<>();

    FeedSearch(Ports ports, Trees trees) {
        this.remote = ports.remote();
        this.trees = trees;
        this.telemetry = ports.telemetry();
    }

    /**
     * What the feed explains.
     *
     * @param wanted objects as the sides have them now
     * @param head where the feed ends
     */
    Map<ObjectKey, MeetingBases.Explained> search(Map<ObjectKey, ObjectView> wanted, long head) throws RemoteException {
        ops.clear();
        Map<ObjectKey, MeetingBases.Explained> found = new HashMap<>();
        List<FeedOp> settingsOps = new ArrayList<>();
        long from = Math.max(0, head - (long) MAX_PAGES * FeedReader.PAGE);
        if (from > 0) {
            telemetry.warn("first meeting: the changefeed is read from cursor " + from
                    + "; what older operations could explain is merged without a base");
        }
        long cursor = from;
        while (cursor < head) {
            ChangePage page = remote.changes(cursor, FeedReader.PAGE);
            for (FeedOp op : page.operations()) {
                if (op.cursor() > cursor && op.cursor() <= head) {
                    look(op, wanted, found, settingsOps);
                }
            }
            if (page.operations().isEmpty() || page.cursor() <= cursor) {
                break;
            }
            cursor = page.cursor();
        }
        ObjectView settings = wanted.get(ObjectKey.SETTINGS);
        if (settings != null) {
            SettingsPast.explain(settings, settingsOps, from == 0, trees.names())
                    .ifPresent(base -> found.put(ObjectKey.SETTINGS, base));
        }
        return found;
    }

    /** Lets the feed's later ops explain how the world came from such a base to what it is now. */
    void keepEvidence(Set<ObjectKey> explained) {
        for (ObjectKey key : explained) {
            ops.getOrDefault(key, List.of()).forEach(op -> trees.feed().add(key, op));
        }
        ops.clear();
    }

    private void look(
            FeedOp op,
            Map<ObjectKey, ObjectView> wanted,
            Map<ObjectKey, MeetingBases.Explained> found,
            List<FeedOp> settingsOps) {
        ObjectKind kind = op.kind().objectKind().orElse(null);
        if (kind == null || op.kind().isRemove()) {
            return;
        }
        ObjectKey key = Mirror.keyOf(op, kind);
        if (kind == ObjectKind.SETTINGS
                && op.patch() != null
                && op.patch().path("key").isTextual()) {
            settingsOps.add(op);
        }
        if (!(op.snapshot() instanceof ObjectNode snapshot)) {
            return;
        }
        String source = "operation " + op.opId() + " at cursor " + op.cursor();
        ObjectView now = wanted.get(key);
        if (now != null) {
            ObjectView then = now.inThePast(now.local(), snapshot);
            if (MeetingBases.same(then, trees.names())) {
                ops.remove(key);
                found.put(
                        key,
                        new MeetingBases.Explained(
                                source, snapshot, MeetingBases.silent(then, trees.names()), op.cursor()));
            } else if (found.containsKey(key)) {
                ops.computeIfAbsent(key, k -> new ArrayList<>()).add(op);
            }
        }
        for (ObjectKey module : Mirror.modulesOf(snapshot)) {
            ObjectView file = wanted.get(module);
            if (file != null && file.local() instanceof LocalState.Present present) {
                String url = trees.names().canonical(present.value().path("url").asText());
                if (url.equals(copy(snapshot, module))) {
                    found.put(
                            module,
                            new MeetingBases.Explained(source, MeetingBases.module(url), Set.of(), op.cursor()));
                }
            }
        }
    }

    private String copy(ObjectNode blueprint, ObjectKey module) {
        JsonNode files = blueprint.path(MergeForm.SCRIPT_FILES);
        String url = files.path(module.id()).asText("");
        return trees.names()
                .canonical(url.isEmpty() ? files.path(module.id().substring(1)).asText() : url);
    }
}
