package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the feed to its head and advances the mirror, coalesced by object, so that no intermediate op reaches a file
 * (DESIGN 3). Pages may repeat, overlap or lie about {@code hasMore}: only cursors count.
 */
final class FeedReader {
    static final int PAGE = 1_000;

    /** Code of the exception that tells of a feed shorter than before. */
    static final String FEED_RESET = "feed_reset";

    private final Remote remote;
    private final Trees trees;
    private final Telemetry telemetry;
    private final LookBack lookBack;
    private final Losses losses;
    private FeedPosition position = FeedPosition.START;

    FeedReader(Remote remote, Trees trees, Telemetry telemetry, LookBack lookBack, Losses losses) {
        this.remote = remote;
        this.trees = trees;
        this.telemetry = telemetry;
        this.lookBack = lookBack;
        this.losses = losses;
    }

    FeedPosition position() {
        return position;
    }

    /** Everything up to here is reflected in the mirror already. */
    void startAt(FeedPosition start) {
        position = start;
    }

    /**
     * What a drain brought.
     *
     * @param ops in the order of the feed
     * @param dirty the objects they are about, and the modules whose copies may have changed
     */
    record Drained(List<FeedOp> ops, Set<ObjectKey> dirty) {}

    /** Reads everything after the current position. */
    Drained drain() throws RemoteException, IOException {
        return drain(Set.of());
    }

    /**
     * Reads everything after the current position.
     *
     * @param awaited our own ops that are waited for
     */
    Drained drain(Set<String> awaited) throws RemoteException, IOException {
        List<FeedOp> ops = new ArrayList<>();
        Set<ObjectKey> dirty = new HashSet<>();
        while (true) {
            ChangePage page = remote.changes(position.cursor(), PAGE);
            if (page.headCursor() < position.cursor()) {
                throw new RemoteException(
                        RemoteException.Kind.REJECTED,
                        FEED_RESET,
                        "the feed ends at " + page.headCursor() + ", before our cursor " + position.cursor());
            }
            int news = 0;
            for (FeedOp op : page.operations()) {
                if (op.cursor() > position.cursor()) {
                    take(op, awaited, dirty);
                    ops.add(op);
                    news++;
                }
            }
            if (news == 0 || page.operations().size() < PAGE) {
                telemetry.gauge(Telemetry.Gauge.CURSOR_LAG, Math.max(0, page.headCursor() - position.cursor()));
                trees.changed();
                return new Drained(ops, dirty);
            }
        }
    }

    /**
     * Takes a fresh snapshot for what the runtime serves, in case something changed that no op tells of.
     *
     * @return the objects that are not as the feed had told, and those that the feed told of meanwhile
     */
    Set<ObjectKey> compare(Remote.Session fresh) throws RemoteException, IOException {
        Set<ObjectKey> changed = trees.mirror().replace(fresh.snapshot());
        trees.lineage().clear();
        // What happened since the last drain is in the snapshot already; its ops must not be looked for further back.
        Set<ObjectKey> dirty = new HashSet<>(drain().dirty());
        lookBack.explain(changed);
        trees.changed();
        dirty.addAll(changed);
        return dirty;
    }

    /** {@link #compare(Remote.Session)} with a snapshot taken now. */
    Set<ObjectKey> compare() throws RemoteException, IOException {
        return compare(remote.snapshot());
    }

    private void take(FeedOp op, Set<String> awaited, Set<ObjectKey> dirty) throws IOException {
        ObjectKind kind = op.kind().objectKind().orElse(null);
        if (kind != null) {
            ObjectKey key = Mirror.keyOf(op, kind);
            ObjectNode before = trees.mirror().served(key);
            dirty.addAll(Mirror.modulesOf(before));
            trees.goesOnFromForgotten(key, op);
            trees.mirror().apply(op);
            trees.lineage().note(key, before);
            trees.feed().addNew(key, op);
            trees.touched(key);
            Optional<ObjectNode> superseded = trees.supersededBy(key, op);
            if (superseded.isPresent()) {
                losses.keepSuperseded(key, List.of(superseded.get()));
            }
            trees.laterThanCovered(key, op);
            if (before != null && !awaited.contains(op.opId()) && trees.coveredLate(key, op, before)) {
                String why = "a request of ours that was taken for lost reached the runtime late, and covered what "
                        + key + " said there meanwhile";
                losses.keepOverwritten(key, before, why);
                telemetry.warn(why + "; that counts on and is merged");
            }
            dirty.add(key);
            dirty.addAll(Mirror.modulesOf(trees.mirror().served(key)));
        }
        position = new FeedPosition(op.cursor(), op.opId());
    }

    /** Shows every op of the whole feed, from its beginning to where it ends now. */
    static void throughout(Remote remote, Consumer<FeedOp> visitor) throws RemoteException {
        long cursor = 0;
        while (true) {
            ChangePage page = remote.changes(cursor, PAGE);
            page.operations().forEach(visitor);
            if (page.operations().size() < PAGE || page.cursor() <= cursor) {
                return;
            }
            cursor = page.cursor();
        }
    }
}
