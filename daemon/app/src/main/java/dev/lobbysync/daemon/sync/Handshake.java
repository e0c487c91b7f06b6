package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens at every (re)connect before anything is planned: the remote tree is replaced, the feed since the bases is
 * read as evidence, our own unsettled ops move the bases, and a feed that no longer holds what the bases rest on makes it
 * a first meeting (DESIGN 3 to 5).
 */
final class Handshake {
    private final Remote remote;
    private final StateStore state;
    private final Project project;
    private final Trees trees;
    private final FeedReader feed;
    private final DeployLocks locks;
    private final Executor executor;
    private final Telemetry telemetry;
    private final ConflictStore conflicts;
    private final LookBack lookBack;
    private final CoveredWork covered;
    private final Losses losses;
    private final MeetingBases meeting;
    private final CrashLeftovers leftovers;
    private final Arrivals arrivals;
    private boolean first;

    private boolean looked;

    Handshake(
            Ports ports,
            Trees trees,
            FeedReader feed,
            LookBack lookBack,
            DeployLocks locks,
            Executor executor,
            Losses losses) {
        this.remote = ports.remote();
        this.state = ports.state();
        this.project = ports.project();
        this.trees = trees;
        this.feed = feed;
        this.locks = locks;
        this.executor = executor;
        this.telemetry = ports.telemetry();
        this.conflicts = ports.conflicts();
        this.lookBack = lookBack;
        this.losses = losses;
        this.meeting = new MeetingBases(ports, trees);
        this.leftovers = new CrashLeftovers(ports);
        this.arrivals = new Arrivals(ports, trees, executor);
        this.covered = new CoveredWork(ports.conflicts(), ports.state(), trees);
    }

    /** Whether nothing was agreed before the last {@link #meet}. */
    boolean wasFirst() {
        return first;
    }

    /**
     * Just before a session is waited for.
     *
     * @param answering whether the runtime is preparing its answer already: then the files are looked at meanwhile, and
     *     what changes in them from here on the watcher tells
     */
    void prepare(boolean answering) throws IOException {
        looked = answering;
        if (answering) {
            project.look();
        }
    }

    /** Deploy locks that an earlier run left held; as long as a person is to be asked first, there is nothing to see. */
    void releaseLeftovers() throws RemoteException, IOException {
        locks.releaseLeftovers();
    }

    /**
     * Takes in the world as a session met it.
     *
     * @return why the world cannot be trusted, with the remedy; empty if all is well
     */
    String meet(Remote.Session session) throws RemoteException, IOException {
        releaseLeftovers();
        if (isSuddenlyEmpty(session)) {
            return emptied();
        }
        if (!restsOnThisFeed(session)) {
            telemetry.warn("the runtime's changefeed no longer holds operation "
                    + state.position().opId()
                    + " at cursor " + state.position().cursor()
                    + " (new database, restored backup or copy); what was agreed before is set aside, nothing is"
                    + " deleted, and what differs is merged or becomes a conflict");
            state.setAside("the feed no longer holds what the bases rest on");
        }
        boolean firstMeeting = state.bases().isEmpty();
        first = firstMeeting;
        trees.mirror().replace(session.snapshot());
        trees.mirror().recognise(state.bases());
        trees.feed().clear();
        trees.lineage().clear();
        trees.covered().clear();
        // Our own ops may move the bases of the same objects, but know nothing of what the files took in with them.
        Map<ObjectKey, Optional<BaseEntry>> expected = state.expected();
        readEvidence(session, firstMeeting);
        lookBack.explain(trees.mirror().keys());
        trees.mirror().keys().forEach(this::expectScripts);
        if (looked) {
            project.refresh(Set.of());
            looked = false;
        } else {
            project.scan();
        }
        leftovers.keep();
        learnNames();
        boolean strangers = firstMeeting;
        if (state.fromUpstream()) {
            StateChange sorted = new UpstreamBases(state, conflicts, remote, trees).sort();
            if (!sorted.isEmpty()) {
                state.commit(sorted);
            }
            strangers |= !sorted.removed().isEmpty();
        }
        if (firstMeeting) {
            List<BaseEntry> builtin = new BuiltinBases(trees.mirror(), project, trees.names()).find(remote);
            if (!builtin.isEmpty()) {
                state.commit(new StateChange(builtin, Set.of(), null, Set.of(), Map.of()));
            }
        }
        if (strangers) {
            StateChange met = meeting.explain(feed.position());
            if (!met.isEmpty()) {
                state.commit(met);
            }
        }
        arrivals.settle(expected);
        covered.recall();
        trees.changed();
        return "";
    }

    /** Resolves plain-named assets of the given objects, so that they can be compared by content (ENGINE S10). */
    void learnNames(Set<ObjectKey> keys) throws RemoteException, IOException {
        Set<String> unknown = new HashSet<>();
        for (ObjectKey key : keys) {
            unknown.addAll(trees.mirror().unknownNames(key, trees.names()));
        }
        if (unknown.isEmpty()) {
            return;
        }
        Map<String, String> learned = executor.learn(unknown);
        if (!learned.isEmpty()) {
            state.commit(new StateChange(List.of(), Set.of(), null, Set.of(), learned));
        }
    }

    private void learnNames() throws RemoteException, IOException {
        learnNames(trees.mirror().keys());
    }

    private void expectScripts(ObjectKey key) {
        ObjectNode served = trees.mirror().served(key);
        if (served == null || key.kind() != ObjectKind.BLUEPRINT) {
            return;
        }
        BaseEntry base = state.base(key);
        executor.expectScripts(
                key, base == null || base.hash().equals(trees.mirror().hash(key)) ? served : base.value());
    }

    /** What to say when there is nothing where there was something. */
    String emptied() {
        return "the runtime serves an empty world, but " + state.bases().size()
                + " objects were synced with it; restore the world, or if it is meant to be new, give it another"
                + " world id";
    }

    /** A world without any object where there were some cannot be trusted (DESIGN 6). */
    boolean isSuddenlyEmpty(Remote.Session session) {
        boolean empty = session.snapshot().blueprints().isEmpty()
                && session.snapshot().entities().isEmpty();
        return empty
                && state.bases().stream()
                        .anyMatch(entry -> entry.key().kind() == ObjectKind.BLUEPRINT
                                || entry.key().kind() == ObjectKind.ENTITY);
    }

    /** The op at our cursor is still there; a feed that ends before it, or has another one there, is another feed. */
    private boolean restsOnThisFeed(Remote.Session session) throws RemoteException {
        FeedPosition position = state.position();
        if (position.cursor() == 0) {
            return true;
        }
        if (position.cursor() > session.headCursor()) {
            return false;
        }
        if (position.opId() == null) {
            return true;
        }
        try {
            ChangePage page = remote.changes(position.cursor() - 1, 1);
            return !page.operations().isEmpty()
                    && page.operations().get(0).cursor() == position.cursor()
                    && page.operations().get(0).opId().equals(position.opId());
        } catch (RemoteException e) {
            if (e.kind() == RemoteException.Kind.REJECTED) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Reads the ops since the oldest base that differs from the runtime. What the snapshot already reflects is evidence
     * only; what came after it also advances the mirror.
     */
    private void readEvidence(Remote.Session session, boolean firstMeeting) throws RemoteException, IOException {
        if (firstMeeting) {
            feed.startAt(headOf(session));
            return;
        }
        OwnOps own = new OwnOps(state, trees);
        FeedPosition reflected = state.position();
        long known = Math.min(state.position().reflected(), own.seenUpTo());
        long cursor = Math.min(oldestDiffering(), known);
        while (cursor < session.headCursor()) {
            ChangePage page = remote.changes(cursor, FeedReader.PAGE);
            for (FeedOp op : page.operations()) {
                if (op.cursor() > cursor && op.cursor() <= session.headCursor()) {
                    op.kind().objectKind().ifPresent(kind -> trees.feed().addNew(Mirror.keyOf(op, kind), op));
                    own.take(op);
                    reflected = new FeedPosition(op.cursor(), op.opId());
                }
            }
            if (page.operations().isEmpty() || page.cursor() <= cursor) {
                break;
            }
            cursor = page.cursor();
        }
        feed.startAt(reflected);
        trees.feed().plannedUnless(trees.all());
        StateChange settled = own.settle();
        for (Map.Entry<ObjectKey, Overwrites.Found> work : own.coveredWork().entrySet()) {
            noteCovered(work.getKey(), work.getValue());
        }
        if (!settled.isEmpty()) {
            // With the place itself, by which a runtime that was restored from a backup is known again.
            FeedPosition position = trees.feed().reflected(feed.position(), Map.of());
            state.commit(new StateChange(
                    settled.put(), settled.removed(), position, settled.settledOps(), settled.aliases()));
        }
    }

    /** A crash came between our write and the look at what it covered. What counts on an open artifact shows already. */
    private void noteCovered(ObjectKey key, Overwrites.Found found) throws IOException {
        losses.keepSuperseded(key, found.superseded());
        if (found.work().isEmpty()) {
            return;
        }
        trees.covered().note(key, found.work().get());
        if (conflicts.openFor(key).isPresent()) {
            return;
        }
        losses.keepOverwritten(key, found.work().get());
        telemetry.count(Telemetry.Counter.OVERWRITES_DETECTED, 1);
        telemetry.count(Telemetry.Counter.STARTUP_OVERWRITES, 1);
        telemetry.warn(key + " was edited in the world just before our last write, which covered it; it is merged now");
    }

    private FeedPosition headOf(Remote.Session session) throws RemoteException {
        if (session.headCursor() == 0) {
            return FeedPosition.START;
        }
        ChangePage page = remote.changes(session.headCursor() - 1, 1);
        return page.operations().isEmpty()
                ? new FeedPosition(session.headCursor(), null)
                : new FeedPosition(
                        session.headCursor(), page.operations().get(0).opId());
    }

    /** What differs from its base; and what is in conflict, for it may agree only because the runtime forgot. */
    private long oldestDiffering() {
        Set<ObjectKey> asked = new HashSet<>();
        conflicts.open().forEach(artifact -> asked.add(artifact.key()));
        long oldest = Long.MAX_VALUE;
        for (BaseEntry entry : state.bases()) {
            if (asked.contains(entry.key()) || differs(entry, trees.mirror().served(entry.key()))) {
                oldest = Math.min(oldest, entry.cursor());
            }
        }
        return oldest;
    }

    private boolean differs(BaseEntry entry, @Nullable ObjectNode served) {
        ObjectKey key = entry.key();
        if (key.kind() == ObjectKind.MODULE
                || entry.hash().equals(trees.mirror().hash(key))) {
            return false;
        }
        return served == null || !JsonEquality.equal(trees.form(key, served), trees.form(key, entry.value()));
    }
}
