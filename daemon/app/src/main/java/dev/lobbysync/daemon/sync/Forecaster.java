package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans everything as a cycle would, and tells it instead of doing it. */
final class Forecaster {
    private final StateStore state;
    private final Project project;
    private final Trees trees;
    private final Planner planner;
    private final DeletionGuard guard;
    private final boolean bidirectional;

    Forecaster(Ports ports, SyncOptions options, Trees trees) {
        this.state = ports.state();
        this.project = ports.project();
        this.trees = trees;
        this.planner = new Planner(trees);
        this.guard = new DeletionGuard(options, ports.state(), ports.project(), trees);
        this.bidirectional = options.bidirectional();
    }

    /** Objects that both sides have and nothing was ever agreed about: those that a preference may decide. */
    Set<ObjectKey> strangers() {
        Set<ObjectKey> strangers = new HashSet<>();
        for (ObjectKey key : project.keys()) {
            boolean there = key.kind() == ObjectKind.MODULE
                    ? !trees.mirror().importers(key).isEmpty()
                    : trees.mirror().served(key) != null;
            if (there && state.base(key) == null && project.state(key) instanceof LocalState.Present) {
                strangers.add(key);
            }
        }
        return strangers;
    }

    /**
     * What a cycle over everything would do. What is gone from the files counts as deleted at once.
     *
     * @param prefer see {@link MeetingTerms}
     */
    Forecast forecast(boolean firstMeeting, @Nullable Use prefer) throws RemoteException {
        Trees.Preference before = trees.preference();
        trees.withoutGrace(true);
        if (prefer != null) {
            trees.prefer(new Trees.Preference(prefer, strangers()));
        }
        try {
            Set<ObjectKey> all = trees.all();
            Plan plan = plan(all);
            String held = guard.apply(plan);
            if (!bidirectional) {
                PushOnly.apply(plan, Set.of(), trees::isLocal);
            }
            return told(plan, firstMeeting, held == null ? "" : held);
        } catch (Contents.Unavailable e) {
            throw e.reason();
        } finally {
            trees.withoutGrace(false);
            trees.prefer(before);
            trees.unsettledModules(Set.of());
        }
    }

    private Plan plan(Set<ObjectKey> all) {
        Set<ObjectKey> modules = new TreeSet<>(all);
        modules.removeIf(key -> key.kind() != ObjectKind.MODULE);
        Set<ObjectKey> waiting = new HashSet<>();
        trees.unsettledModules(Set.of());
        for (Decision decision : planner.plan(modules).all()) {
            if (decision instanceof Decision.Conflict || decision instanceof Decision.Hold) {
                waiting.add(decision.key());
            }
        }
        trees.unsettledModules(waiting);
        return planner.plan(all);
    }

    private Forecast told(Plan plan, boolean firstMeeting, String held) {
        List<Forecast.Item> items = new ArrayList<>();
        int agreed = 0;
        int onlyInFiles = 0;
        int onlyInWorld = 0;
        for (Decision decision : plan.all()) {
            Forecast.Item item = item(decision);
            if (item == null) {
                agreed++;
                continue;
            }
            items.add(item);
            boolean counts = decision.key().kind() == ObjectKind.BLUEPRINT
                    || decision.key().kind() == ObjectKind.ENTITY;
            if (counts && state.base(decision.key()) == null) {
                boolean here = !(project.state(decision.key()) instanceof LocalState.Absent);
                boolean there = trees.mirror().served(decision.key()) != null;
                onlyInFiles += here && !there ? 1 : 0;
                onlyInWorld += there && !here && !BuiltinBases.isUntouched(decision.key(), trees) ? 1 : 0;
            }
        }
        return new Forecast(items, agreed, firstMeeting, onlyInFiles, onlyInWorld, held, "");
    }

    private static Forecast.@Nullable Item item(Decision decision) {
        if (decision instanceof Decision.PushToRemote push) {
            return new Forecast.Item(decision, Forecast.Group.PUSH, action(push.edit() instanceof RemoteEdit.Add));
        }
        if (decision instanceof Decision.PullToLocal pull) {
            return new Forecast.Item(decision, Forecast.Group.PULL, action(pull.edit() instanceof LocalEdit.Create));
        }
        if (decision instanceof Decision.MergeBoth) {
            return new Forecast.Item(decision, Forecast.Group.MERGE, Forecast.Action.CHANGE);
        }
        if (decision instanceof Decision.Conflict) {
            return new Forecast.Item(decision, Forecast.Group.CONFLICT, Forecast.Action.NONE);
        }
        if (decision instanceof Decision.DeleteLocal) {
            return new Forecast.Item(decision, Forecast.Group.DELETION, Forecast.Action.DELETE_IN_FILES);
        }
        if (decision instanceof Decision.DeleteRemote) {
            return new Forecast.Item(decision, Forecast.Group.DELETION, Forecast.Action.DELETE_IN_WORLD);
        }
        if (decision instanceof Decision.Hold hold) {
            boolean person = hold.reported() && hold.retryAtMillis() == null;
            return new Forecast.Item(
                    decision.key(), Forecast.Group.HELD, Forecast.Action.NONE, decision.reason(), person);
        }
        return null;
    }

    private static Forecast.Action action(boolean adds) {
        return adds ? Forecast.Action.ADD : Forecast.Action.CHANGE;
    }
}
