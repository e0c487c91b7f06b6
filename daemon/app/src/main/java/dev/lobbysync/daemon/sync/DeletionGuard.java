package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds deletions that rather look like an accident than like work; everything else flows (DESIGN 6). Judged over all
 * objects that are missing now, not only over those of one plan, so that a slow disaster counts as well.
 */
final class DeletionGuard {
    private static final int ALL_OF_A_KIND = 3;
    private static final long LOOK_AGAIN_MILLIS = 2_000;

    private final int minDeletions;
    private final int maxPercent;
    private final StateStore state;
    private final Project project;
    private final Trees trees;
    private final Set<ObjectKey> counted = new HashSet<>();

    DeletionGuard(SyncOptions options, StateStore state, Project project, Trees trees) {
        this.minDeletions = options.minDeletions();
        this.maxPercent = options.maxDeletedPercent();
        this.state = state;
        this.project = project;
        this.trees = trees;
    }

    /**
     * Replaces deletions that must wait by holds.
     *
     * @return why deletions are held, or null if none are
     */
    @Nullable
    String apply(Plan plan) {
        List<String> reasons = new ArrayList<>();
        plan.all().forEach(decision -> counted.remove(decision.key()));
        for (ObjectKind kind : new ObjectKind[] {ObjectKind.BLUEPRINT, ObjectKind.ENTITY}) {
            List<Decision> deletions = deletions(plan, kind);
            if (deletions.isEmpty()) {
                continue;
            }
            String reason = reason(kind, deletions);
            if (reason != null) {
                reasons.add(reason);
                deletions.forEach(deletion -> hold(plan, deletion.key(), reason));
                if (isLocal(deletions) && !emptied(kind)) {
                    deletions.forEach(deletion -> counted.add(deletion.key()));
                }
            }
            stayWithBlueprints(plan);
        }
        holdWithEntities(plan);
        keepGapVisible(plan);
        return reasons.isEmpty() ? null : String.join("; ", reasons);
    }

    /** The kinds of these held objects that are held for the number of objects of that kind that the files lack. */
    Set<ObjectKind> countedKinds(Set<ObjectKey> held) {
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        held.stream().filter(counted::contains).forEach(key -> kinds.add(key.kind()));
        return kinds;
    }

    private static boolean isLocal(List<Decision> deletions) {
        return deletions.stream().anyMatch(deletion -> deletion instanceof Decision.DeleteRemote);
    }

    /** An entity that was to go with its blueprint stays with it. */
    private static void stayWithBlueprints(Plan plan) {
        for (Decision.DeleteRemote deletion : plan.only(Decision.DeleteRemote.class)) {
            ObjectKey blueprint =
                    ObjectKey.blueprint(deletion.edit().seen().path("blueprint").asText("?"));
            boolean goes = plan.of(blueprint)
                    .filter(Decision.DeleteRemote.class::isInstance)
                    .isPresent();
            if (deletion.row() != null && !goes) {
                plan.put(new Decision.Unchanged(deletion.key(), blueprint + ", which it would go with, is held"));
            }
        }
    }

    /** A blueprint stays with the entities that were to go with it. */
    private void holdWithEntities(Plan plan) {
        for (Decision.DeleteRemote deletion : plan.only(Decision.DeleteRemote.class)) {
            if (deletion.key().kind() == ObjectKind.BLUEPRINT) {
                trees.entitiesUsing(deletion.key().id()).stream()
                        .map(entity -> plan.of(entity).orElse(null))
                        .filter(decision -> decision instanceof Decision.Hold held && held.deletion())
                        .findFirst()
                        .ifPresent(held -> hold(plan, deletion.key(), held.reason()));
            }
        }
    }

    /**
     * While {@code apps/} or {@code world.json} is missing with all that was synced from it, nothing new is written there:
     * a file with one new row in it would look like one from which all others were removed.
     */
    private void keepGapVisible(Plan plan) {
        boolean noWorldFile = project.worldFile() == Project.WorldFile.MISSING
                && (state.count(ObjectKind.ENTITY) > 0 || state.count(ObjectKind.SETTINGS) > 0);
        boolean noApps = state.count(ObjectKind.BLUEPRINT) > 0 && emptied(ObjectKind.BLUEPRINT);
        for (Decision.PullToLocal pull : plan.only(Decision.PullToLocal.class)) {
            boolean app = pull.key().kind() == ObjectKind.BLUEPRINT;
            boolean row = !app && pull.key().kind() != ObjectKind.MODULE;
            if (pull.edit() instanceof LocalEdit.Create && ((app && noApps) || (row && noWorldFile))) {
                String where = app ? "apps/" : "world.json";
                plan.put(new Decision.Hold(
                        pull.key(),
                        where + " is missing or empty; restore it, or accept the deletions first",
                        Decision.Hold.Kind.DELETION,
                        trees.nowMillis() + LOOK_AGAIN_MILLIS,
                        null));
            }
        }
    }

    private static void hold(Plan plan, ObjectKey key, String reason) {
        plan.put(Decision.Hold.deletion(key, reason));
    }

    private @Nullable String reason(ObjectKind kind, List<Decision> deletions) {
        int known = state.count(kind);
        boolean local = isLocal(deletions);
        String where = kind == ObjectKind.BLUEPRINT ? "apps/" : "world.json";
        if (local && emptied(kind)) {
            return where + " is missing or empty, but " + known + " " + plural(kind)
                    + " were synced from it; restore it, or run: gamedev sync resume --accept-deletes";
        }
        long missing =
                trees.missing().stream().filter(key -> key.kind() == kind).count();
        long deleted = Math.max(missing, deletions.size());
        boolean most = deleted >= minDeletions && deleted * 100 > (long) known * maxPercent;
        boolean all = deleted >= known && known >= ALL_OF_A_KIND;
        if (!most && !all) {
            return null;
        }
        return "this would delete " + deleted + " of " + known + " " + plural(kind)
                + (local ? " in the world" : " in the project")
                + "; bring them back, or run: gamedev sync resume --accept-deletes";
    }

    /** Nothing of the kind is left in the files. */
    private boolean emptied(ObjectKind kind) {
        if (kind == ObjectKind.ENTITY) {
            return project.worldFile() != Project.WorldFile.VALID;
        }
        for (ObjectKey key : project.keys()) {
            if (key.kind() == kind) {
                return false;
            }
        }
        return true;
    }

    private List<Decision> deletions(Plan plan, ObjectKind kind) {
        List<Decision> deletions = new ArrayList<>();
        for (Decision decision : plan.all()) {
            boolean deletes = decision instanceof Decision.DeleteRemote || decision instanceof Decision.DeleteLocal;
            if (deletes && decision.key().kind() == kind && !exempt(decision)) {
                deletions.add(decision);
            }
        }
        return deletions;
    }

    /** What a person decided already, and built-in content that gives way to the project's own. */
    private boolean exempt(Decision decision) {
        ObjectKey key = decision.key();
        boolean goesWithAccepted = decision instanceof Decision.DeleteRemote deletion
                && deletion.row() != null
                && trees.isDeletionAccepted(ObjectKey.blueprint(
                        deletion.edit().seen().path("blueprint").asText("?")));
        return goesWithAccepted || trees.chosen().containsKey(key) || trees.isDeletionAccepted(key) || builtin(key);
    }

    private boolean builtin(ObjectKey key) {
        BaseEntry base = state.base(key);
        return base != null && base.origin() == BaseEntry.Origin.BUILTIN;
    }

    private static String plural(ObjectKind kind) {
        return kind == ObjectKind.BLUEPRINT ? "blueprints" : "entities";
    }
}
