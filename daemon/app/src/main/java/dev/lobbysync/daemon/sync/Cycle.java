package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.GitState;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans what is dirty and applies it, until nothing is dirty any more: the one way in which anything is ever written
 * (DESIGN 3). Shared modules go first, because the script sets of their importers follow from them.
 */
final class Cycle {
    private static final int MAX_ROUNDS = 50;
    private static final int MAX_OVERTAKEN = 10;

    private final StateStore state;
    private final Project project;
    private final GitState git;
    private final ConflictStore conflicts;
    private final Telemetry telemetry;
    private final Clock clock;
    private final Trees trees;
    private final FeedReader feed;
    private final Handshake handshake;
    private final Planner planner;
    private final Executor executor;
    private final DeletionGuard guard;
    private final Waits waits;
    private final boolean bidirectional;
    private final Set<ObjectKey> frozenModules = new HashSet<>();
    private final Set<ObjectKey> resolved = new HashSet<>();
    private final Map<ObjectKey, Integer> overtaken = new HashMap<>();
    private @Nullable String guardMessage;

    Cycle(
            Ports ports,
            SyncOptions options,
            Trees trees,
            FeedReader feed,
            Handshake handshake,
            Executor executor,
            Waits waits) {
        this.state = ports.state();
        this.project = ports.project();
        this.git = ports.git();
        this.conflicts = ports.conflicts();
        this.telemetry = ports.telemetry();
        this.clock = ports.clock();
        this.trees = trees;
        this.feed = feed;
        this.handshake = handshake;
        this.planner = new Planner(trees);
        this.executor = executor;
        this.guard = new DeletionGuard(options, ports.state(), ports.project(), trees);
        this.waits = waits;
        this.bidirectional = options.bidirectional();
    }

    /** Why deletions are held as a whole, or null. */
    @Nullable
    String guardMessage() {
        return guardMessage;
    }

    /** A person said that the deletions that wait are meant. */
    void acceptDeletions() {
        Set<ObjectKey> shown = new HashSet<>(waits.heldDeletions());
        Set<ObjectKind> counted = guard.countedKinds(shown);
        // They were counted among what is missing, although they are a question of their own.
        trees.missing().stream()
                .filter(key -> counted.contains(key.kind()) && project.outdatedIn(key) != null)
                .forEach(shown::add);
        trees.acceptDeletions(shown);
        waits.dirty(shown);
    }

    /** Whether the choice for a conflict of this object was carried out in the last run. */
    boolean resolved(ObjectKey key) {
        return resolved.contains(key);
    }

    /** Journals how far the feed was read, so that the next start need not read it again. */
    void keepPosition() throws IOException {
        FeedPosition reflected = trees.feed().reflected(feed.position(), Map.of());
        if (!reflected.equals(state.position())
                && reflected.cursor() >= state.position().cursor()) {
            state.commit(StateChange.moveTo(reflected));
        }
    }

    /**
     * Whether conflicts are open, or a plan of everything dirty would meet some; nothing is applied and the objects stay
     * dirty. What is gone counts as deleted at once, for nobody would be there to see the conflict later.
     */
    boolean conflictsAhead() throws RemoteException, IOException {
        Set<ObjectKey> dirty = waits.takeDirty();
        waits.dirty(dirty);
        trees.withoutGrace(true);
        try {
            Plan plan = plan(dirty);
            for (Decision.Conflict conflict : plan.only(Decision.Conflict.class)) {
                report(conflict, "startup");
            }
            for (ConflictArtifact artifact : conflicts.open()) {
                Decision decision = plan.of(artifact.key()).orElse(null);
                if (decision instanceof Decision.Conflict || decision instanceof Decision.Hold) {
                    return true;
                }
            }
            return false;
        } finally {
            trees.withoutGrace(false);
        }
    }

    /**
     * Works until nothing is dirty, or git or the runtime is busy.
     *
     * @param reason {@code startup}, {@code live} or {@code reconnect}, for artifacts
     */
    void run(String reason) throws RemoteException, IOException {
        resolved.clear();
        overtaken.clear();
        for (int round = 0; waits.anyDirty() && round < MAX_ROUNDS; round++) {
            if (git.busyWith() != null) {
                break;
            }
            FeedReader.Drained drained = feed.drain();
            waits.dirty(drained.dirty());
            Set<ObjectKey> dirty = waits.takeDirty();
            try {
                round(dirty, reason);
            } catch (RemoteException | IOException | RuntimeException e) {
                // Whatever was not done is to be done again.
                waits.dirty(dirty);
                throw e;
            }
        }
        project.keepIdentities();
    }

    /** Settles just these objects, and of a module its importers; whatever else is dirty stays so. */
    void runOnly(Set<ObjectKey> keys) throws RemoteException, IOException {
        resolved.clear();
        feed.drain();
        freezeModules(keys);
        trees.withoutGrace(true);
        try {
            Set<ObjectKey> todo = new HashSet<>(keys);
            for (int round = 0; !todo.isEmpty() && round < MAX_ROUNDS; round++) {
                round(todo, "live");
                todo = waits.takeDirty();
                todo.retainAll(keys);
            }
        } finally {
            trees.withoutGrace(false);
        }
    }

    /** Modules other than the given ones are not settled in this run, so their importers' scripts wait with them. */
    private void freezeModules(Set<ObjectKey> except) throws RemoteException {
        Set<ObjectKey> modules = new TreeSet<>(trees.mirror().modules());
        modules.removeAll(except);
        for (Decision decision : plan(modules).all()) {
            if (!(decision instanceof Decision.Unchanged)) {
                frozenModules.add(decision.key());
            }
        }
    }

    private void round(Set<ObjectKey> dirty, String reason) throws RemoteException, IOException {
        handshake.learnNames(dirty);
        Set<ObjectKey> modules = new TreeSet<>();
        Set<ObjectKey> others = new TreeSet<>();
        dirty.forEach(key -> (key.kind() == ObjectKind.MODULE ? modules : others).add(key));
        if (!modules.isEmpty()) {
            settle(modules, reason);
            // A further copy may differ from what was just chosen; it must be seen before the choice goes out.
            Set<ObjectKey> chosen = new TreeSet<>(modules);
            chosen.retainAll(resolved);
            settle(chosen, reason);
            for (ObjectKey module : modules) {
                others.addAll(trees.mirror().importers(module));
                others.addAll(project.importers(module));
            }
        }
        settle(others, reason);
    }

    private void settle(Set<ObjectKey> keys, String reason) throws RemoteException, IOException {
        if (keys.isEmpty()) {
            return;
        }
        Plan plan = plan(keys);
        String held = guard.apply(plan);
        if (!bidirectional) {
            PushOnly.apply(plan, waits.leftAloneKeys(), trees::isLocal);
        }
        Map<ObjectKey, ObjectView.Chosen> choices = Map.copyOf(trees.chosen());
        Set<ObjectKey> takenBack = new HashSet<>(choices.keySet());
        takenBack.removeIf(key -> project.outdatedIn(key) == null);
        freeze(plan, reason);
        guardMessage = held != null ? held : stillHeld();
        Executor.Result result = executor.execute(plan);
        freezeUnwritten(plan, result);
        note(plan, result);
        for (ObjectKey key : result.done()) {
            ObjectView.Chosen choice = choices.get(key);
            if (plan.isChoice(key) && choice != null) {
                finish(key, choice);
                if (!takenBack.contains(key)) {
                    project.chosen(key);
                }
            }
        }
    }

    /** While a module's file is not what was decided, what its importers are to have is not known. */
    private void freezeUnwritten(Plan plan, Executor.Result result) {
        for (Decision.PullToLocal pull : plan.only(Decision.PullToLocal.class)) {
            if (pull.key().kind() == ObjectKind.MODULE && !result.done().contains(pull.key())) {
                frozenModules.add(pull.key());
            }
        }
    }

    /** A choice is on both sides, or on its way to the importers of a module: its conflict is over. */
    private void finish(ObjectKey key, ObjectView.Chosen choice) throws IOException {
        conflicts.close(choice.artifact().id(), choice.use());
        trees.chosen().remove(key);
        resolved.add(key);
    }

    private Plan plan(Set<ObjectKey> keys) throws RemoteException {
        trees.unsettledModules(frozenModules);
        try {
            return planner.plan(keys);
        } catch (Contents.Unavailable e) {
            throw e.reason();
        }
    }

    private @Nullable String stillHeld() {
        return waits.heldDeletions().isEmpty() ? null : guardMessage;
    }

    /** Conflicts and holds are written down before anything is applied; what is no conflict any more closes by itself. */
    private void freeze(Plan plan, String reason) throws RemoteException, IOException {
        waits.wake(plan);
        for (Decision decision : plan.all()) {
            ObjectKey key = decision.key();
            if (decision instanceof Decision.Conflict conflict) {
                report(conflict, reason);
                executor.freeze(conflict);
            } else if (!(decision instanceof Decision.Hold) && !personChose(plan, key)) {
                close(key);
            }
            if (key.kind() == ObjectKind.MODULE) {
                boolean waiting = decision instanceof Decision.Conflict || decision instanceof Decision.Hold;
                if (waiting ? frozenModules.add(key) : frozenModules.remove(key)) {
                    waits.dirty(trees.mirror().importers(key));
                }
            }
            waits.decided(decision);
            if (decision instanceof Decision.Unchanged || decision instanceof Decision.Conflict) {
                trees.feed().planned(key);
            }
            if (decision instanceof Decision.Hold hold) {
                executor.keepForgotten(key);
                if (hold.kind() != Decision.Hold.Kind.MOMENT) {
                    executor.freeze(key, null);
                }
            }
        }
    }

    /** Such a conflict is closed with the choice, by whoever asked for it. */
    private boolean personChose(Plan plan, ObjectKey key) {
        return plan.isChoice(key) || resolved.contains(key);
    }

    private void report(Decision.Conflict conflict, String reason) throws RemoteException, IOException {
        Map<String, byte[]> texts = new HashMap<>();
        conflict.texts()
                .forEach((url, text) ->
                        texts.put(AssetUrl.parse(url).flatMap(AssetUrl::sha256).orElseThrow(), text));
        state.keepTexts(texts);
        ConflictArtifact known = conflicts.openFor(conflict.key()).orElse(null);
        if (known != null
                && conflict.draft().remote() == null
                && known.document().path("remote") instanceof ObjectNode shown) {
            executor.keepRemoved(conflict.key(), shown);
        }
        ConflictStore.Reported reported =
                conflicts.report(conflict.draft(), reason, feed.position().cursor());
        if (known == null) {
            telemetry.count(Telemetry.Counter.CONFLICTS_TOTAL, 1);
            telemetry.count(Telemetry.Counter.OVERWRITES_PREVENTED, 1);
        }
        if (reported.news()) {
            telemetry.object(
                    conflict.key(),
                    conflict.draft().uid(),
                    null,
                    Telemetry.Mode.CONFLICT,
                    "conflict " + reported.artifact().id() + ": " + conflict.reason() + "; see: gamedev sync conflicts "
                            + reported.artifact().id(),
                    Told.of(conflict));
        }
    }

    private void close(ObjectKey key) throws IOException {
        ConflictArtifact artifact = conflicts.openFor(key).orElse(null);
        // Scripts that wait for a shared module are out of the plan, so it says nothing about a conflict in them.
        if (artifact != null && trees.view(key).unsettledModule() == null) {
            conflicts.close(artifact.id(), null);
            telemetry.object(
                    key, null, null, Telemetry.Mode.RESOLVE, "conflict " + artifact.id() + " closed by itself");
        }
    }

    private void note(Plan plan, Executor.Result result) {
        for (ObjectKey key : result.dirty()) {
            if (overtaken.merge(key, 1, Integer::sum) > MAX_OVERTAKEN) {
                waits.failed(key, "it keeps changing while it is synced", clock.monotonicMillis());
            } else {
                waits.dirty(key);
            }
        }
        result.failed().forEach((key, why) -> waits.failed(key, why, clock.monotonicMillis()));
        for (Decision decision : plan.all()) {
            if (result.done().contains(decision.key())) {
                waits.done(decision.key());
                if (decision instanceof Decision.PushToRemote push
                        && push.edit() instanceof RemoteEdit.Modify modify
                        && modify.fields().has("scope")) {
                    // A changed scope went by itself; what else there is comes now.
                    waits.dirty(decision.key());
                }
                waits.dirty(followers(decision.key()));
                if (!bidirectional && decision instanceof Decision.PushToRemote) {
                    // What the world changed in it as well is counted next.
                    waits.dirty(decision.key());
                }
            }
        }
    }

    /** Objects whose state follows from one that was just settled. */
    private Set<ObjectKey> followers(ObjectKey key) {
        Set<ObjectKey> followers = new HashSet<>();
        if (key.kind() == ObjectKind.MODULE) {
            followers.addAll(project.importers(key));
            followers.addAll(trees.mirror().importers(key));
        } else if (key.kind() == ObjectKind.BLUEPRINT) {
            // The module's base follows once an importer's copy is acknowledged.
            followers.addAll(Mirror.modulesOf(trees.mirror().served(key)));
            followers.addAll(project.folderMates(key));
        }
        followers.remove(key);
        return followers;
    }
}
