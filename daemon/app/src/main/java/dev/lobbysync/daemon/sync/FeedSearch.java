package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks in the changefeed for objects as the files have them: the newest such op of each counts. */
final class FeedSearch {
    /** How far back the feed is read. */
    private static final long REACH = 300L * FeedReader.PAGE;

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
     * What the feed tells.
     *
     * @param found the explanations
     * @param contradicted objects that the world had as a commit says, and has not as the files say since: what looks like
     *     an edit on one side may be a revert on the other
     * @param cutOff whether older operations were not looked at
     */
    record Result(Map<ObjectKey, MeetingBases.Explained> found, Set<ObjectKey> contradicted, boolean cutOff) {}

    /**
     * What the feed explains.
     *
     * @param wanted objects as the sides have them now
     * @param commits what the commits say about them
     * @param head where the feed ends
     */
    Result search(Map<ObjectKey, ObjectView> wanted, CommitForms commits, long head) throws RemoteException {
        ops.clear();
        Result result = new Result(new HashMap<>(), new HashSet<>(), head > REACH);
        ModuleTrails modules = new ModuleTrails(wanted, commits, trees.names());
        List<FeedOp> settingsOps = new ArrayList<>();
        long from = Math.max(0, head - REACH);
        if (result.cutOff()) {
            telemetry.warn("first meeting: the changefeed is read from cursor " + from
                    + "; what older operations could explain is merged without a base");
        }
        long cursor = from;
        while (cursor < head) {
            ChangePage page = remote.changes(cursor, FeedReader.PAGE);
            for (FeedOp op : page.operations()) {
                ObjectKind kind = op.kind().objectKind().orElse(null);
                if (op.cursor() <= cursor
                        || op.cursor() > head
                        || kind == null
                        || op.kind().isRemove()) {
                    continue;
                }
                if (kind == ObjectKind.SETTINGS) {
                    settingsOps.add(op);
                } else if (op.snapshot() instanceof ObjectNode snapshot) {
                    ObjectKey key = Mirror.keyOf(op, kind);
                    look(op, wanted.get(key), snapshot, commits, result);
                    modules.look(op, key, snapshot);
                }
            }
            if (page.operations().isEmpty() || page.cursor() <= cursor) {
                break;
            }
            cursor = page.cursor();
        }
        modules.conclude(result.found(), result.contradicted());
        ObjectView settings = wanted.get(ObjectKey.SETTINGS);
        if (settings != null && settings.served() != null) {
            SettingsPast.replay(
                    settings.served(), settingsOps, from == 0, (op, then) -> look(op, settings, then, commits, result));
        }
        return result;
    }

    /** Lets the feed's later ops explain how the world came from such a base to what it is now. */
    void keepEvidence(Set<ObjectKey> explained) {
        for (ObjectKey key : explained) {
            ops.getOrDefault(key, List.of()).forEach(op -> trees.feed().add(key, op));
        }
        ops.clear();
    }

    private void look(FeedOp op, @Nullable ObjectView now, ObjectNode then, CommitForms commits, Result result) {
        if (now == null) {
            return;
        }
        ObjectKey key = now.key();
        ObjectView past = now.inThePast(now.local(), then);
        if (MeetingBases.same(past, trees.names())) {
            ops.remove(key);
            result.contradicted().remove(key);
            result.found()
                    .put(
                            key,
                            new MeetingBases.Explained(
                                    source(op), then, MeetingBases.silent(past, trees.names()), op.cursor()));
            return;
        }
        if (op.snapshot() != null && result.found().containsKey(key)) {
            ops.computeIfAbsent(key, k -> new ArrayList<>()).add(op);
        }
        if (commits.hold(now, then)) {
            result.contradicted().add(key);
        }
    }

    static String source(FeedOp op) {
        return "operation " + op.opId() + " at cursor " + op.cursor();
    }
}
