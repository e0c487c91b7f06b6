package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The emergency brake {@code BIDIRECTIONAL_SYNC=false} (DESIGN 7): nothing is written into the project. What only the
 * files changed is pushed as ever; what the world changed is left alone and keeps its base, so that switching back syncs
 * it.
 */
final class PushOnly {
    /** What every status says while it is on. */
    static final String NOTE = "BIDIRECTIONAL_SYNC=false: nothing is written into the project";

    private PushOnly() {}

    /**
     * Replaces every decision that would write into the project.
     *
     * @param before the objects that were left alone until now
     * @param inFiles whether the files have an object
     * @throws Resolver.Refused if a person chose something that would
     */
    static void apply(Plan plan, Set<ObjectKey> before, Predicate<ObjectKey> inFiles) {
        for (Decision decision : List.copyOf(plan.all())) {
            if (decision instanceof Decision.MergeBoth both && both.pushed() != null) {
                plan.put(new Decision.PushToRemote(
                        both.key(),
                        both.reason() + "; what the world changed is left alone (BIDIRECTIONAL_SYNC=false)",
                        both.remote(),
                        both.pushed(),
                        both.losses()));
            } else if (decision instanceof Decision.DeleteRemote deletion && deletion.row() != null) {
                keepRow(plan, deletion);
            } else if (writes(decision)) {
                leaveAlone(plan, decision.key());
            }
        }
        // Only now is known which of the objects that others wait for are left alone.
        for (Decision.Hold hold : plan.only(Decision.Hold.class)) {
            ObjectKey first = hold.waitsFor();
            if (first != null && !inFiles.test(hold.key()) && isLeftAlone(plan, first, before)) {
                leaveAlone(plan, hold.key());
            }
        }
    }

    private static boolean writes(Decision decision) {
        return decision instanceof Decision.PullToLocal
                || decision instanceof Decision.MergeBoth
                || decision instanceof Decision.DeleteLocal;
    }

    private static boolean isLeftAlone(Plan plan, ObjectKey key, Set<ObjectKey> before) {
        return plan.of(key)
                .map(decision -> decision instanceof Decision.Hold hold && hold.kind() == Decision.Hold.Kind.LEFT_ALONE)
                .orElse(before.contains(key));
    }

    /** The row may not be touched, so the app that was deleted stays in the world until a person removes the row. */
    private static void keepRow(Plan plan, Decision.DeleteRemote deletion) {
        ObjectKey blueprint =
                ObjectKey.blueprint(deletion.edit().seen().path("blueprint").asText("?"));
        refuseChoice(plan, blueprint);
        plan.put(new Decision.Unchanged(deletion.key(), "it stays with " + blueprint));
        plan.put(new Decision.Hold(
                blueprint,
                "its files are gone, but world.json still places " + deletion.key()
                        + " with it, and BIDIRECTIONAL_SYNC=false keeps that row; remove the row, or restore the files",
                Decision.Hold.Kind.DELETION,
                null,
                deletion.key()));
    }

    private static void leaveAlone(Plan plan, ObjectKey key) {
        refuseChoice(plan, key);
        plan.put(Decision.Hold.leftAlone(key, "changed in the world; BIDIRECTIONAL_SYNC=false leaves the files alone"));
    }

    private static void refuseChoice(Plan plan, ObjectKey key) {
        if (plan.isChoice(key)) {
            throw new Resolver.Refused("that would write " + key
                    + " into the project, and BIDIRECTIONAL_SYNC=false forbids it; choose local, or switch it"
                    + " back and restart the daemon first");
        }
    }
}
