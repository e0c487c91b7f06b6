package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pure function at the heart: dirty objects and the three trees in, a plan out (DESIGN 3). Startup, a feed batch, a
 * file event, a flush, a resolve and a reconnect differ only in which objects they hand over.
 *
 * <p>Each object is decided by itself first; then what ties objects together is applied: a blueprint goes with the
 * entities that use it, and whoever needs an object waits for it.
 */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    private final PlanContext context;
    private final ObjectPlanner objects;
    private final Resolver resolver;

    Planner(PlanContext context) {
        this.context = context;
        this.objects = new ObjectPlanner(context);
        this.resolver = new Resolver(context);
    }

    /** Decides about the given objects and about those that a decision takes along. */
    Plan plan(Collection<ObjectKey> dirty) {
        Plan plan = new Plan();
        for (ObjectKey key : new TreeSet<>(dirty)) {
            ObjectView view = context.view(key);
            plan.put(decide(view));
        }
        plan.only(Decision.DeleteRemote.class).forEach(deletion -> takeEntitiesAlong(deletion, plan, true));
        plan.only(Decision.DeleteLocal.class).forEach(deletion -> keepUsedBlueprint(deletion, plan));
        plan.only(Decision.Conflict.class).forEach(conflict -> choose(conflict, plan));
        plan.only(Decision.Conflict.class).forEach(conflict -> prefer(conflict, plan));
        plan.all().stream().toList().forEach(decision -> waitForOthers(decision, plan));
        plan.only(Decision.PushToRemote.class).forEach(push -> takeVariantsAlong(push.edit(), plan));
        plan.only(Decision.MergeBoth.class).forEach(both -> takeVariantsAlong(both.remote(), plan));
        return plan;
    }

    /** Carries out a person's choice, if the artifact that it was made for still shows what the sides say. */
    private void choose(Decision.Conflict conflict, Plan plan) {
        ObjectView view = context.view(conflict.key());
        ObjectView.Chosen chosen = view.chosen();
        if (chosen == null || !Resolver.shows(chosen, conflict.draft())) {
            return;
        }
        Decision choice = resolver.resolve(view, conflict.draft(), chosen);
        plan.put(choice);
        plan.chose(conflict.key());
        if (choice instanceof Decision.DeleteRemote deletion) {
            takeEntitiesAlong(deletion, plan, false);
        }
    }

    /** At a first meeting a person may have said beforehand which side wins. */
    private void prefer(Decision.Conflict conflict, Plan plan) {
        Use use = context.preferred(conflict.key());
        boolean both = conflict.draft().local() != null && conflict.draft().remote() != null;
        if (use != null && both) {
            plan.put(resolver.prefer(context.view(conflict.key()), conflict.draft(), use));
        }
    }

    /** What cannot be planned, for whatever reason, affects only itself. */
    private Decision decide(ObjectView view) {
        try {
            return objects.plan(view);
        } catch (Contents.Unavailable | UncheckedIOException e) {
            throw e; // nothing about this object: it is planned again once the content, or the disk, is there
        } catch (RuntimeException e) {
            LOG.error("{} cannot be planned", view.key(), e);
            return Decision.Hold.reported(
                    view.key(), "it cannot be planned (" + e + "); this is a defect of gamedev, please report it");
        }
    }

    /** An app that is deleted takes its unchanged entities with it, in one decision (PROTOCOL 11, items 38 and 67). */
    private void takeEntitiesAlong(Decision.DeleteRemote deletion, Plan plan, boolean ask) {
        ObjectKey blueprint = deletion.key();
        ObjectView view = context.view(blueprint);
        if (blueprint.kind() != ObjectKind.BLUEPRINT || isBuiltin(view)) {
            return;
        }
        for (ObjectKey entity : context.entitiesUsing(blueprint.id())) {
            ObjectView used = context.view(entity);
            Sides sides = Sides.of(used, context.names());
            boolean usedHere = uses(sides.local(), blueprint) && !JsonEquality.equal(sides.local(), sides.base());
            boolean usedThere = uses(sides.remote(), blueprint) && !JsonEquality.equal(sides.remote(), sides.base());
            if (usedThere && ask) {
                plan.put(ConflictDrafts.deletion(
                        view,
                        Sides.of(view, context.names()),
                        "the files no longer have it, but " + entity
                                + " was placed or edited in the world and uses it"));
                return;
            }
            if (usedHere || used.local() instanceof LocalState.Unknown) {
                plan.put(Decision.Hold.behind(
                        blueprint,
                        "its files are gone, but world.json still places " + entity
                                + " with it; restore the files or remove that entity",
                        entity));
                return;
            }
        }
        for (ObjectKey entity : context.entitiesUsing(blueprint.id())) {
            ObjectView used = context.view(entity);
            if (used.served() != null && uses(MergeForm.of(entity.kind(), used.served(), context.names()), blueprint)) {
                LocalEdit.Remove row = used.local() instanceof LocalState.Present present
                        ? new LocalEdit.Remove(entity, present.fingerprint())
                        : null;
                plan.put(new Decision.DeleteRemote(
                        entity,
                        "it goes with " + blueprint + ", which the files no longer have",
                        new RemoteEdit.Remove(entity, used.served()),
                        row,
                        Decision.Losses.NONE));
            }
        }
    }

    /**
     * A variant repeats its root's {@code script}; upstream tells variants by it (PROTOCOL 7.2, 7.3), so it is renewed with
     * the root's. What else is going on with the variant comes first.
     */
    private void takeVariantsAlong(RemoteEdit edit, Plan plan) {
        ObjectNode content = Wire.content(edit);
        String script = content.path("script").asText("");
        if (!Wire.isScriptOperation(edit)
                || script.isEmpty()
                || content.path(MergeForm.SCRIPT_REF).isTextual()) {
            return;
        }
        for (ObjectKey variant : context.variantsOf(edit.key())) {
            ObjectView view = context.view(variant);
            Decision own = plan.of(variant).orElseGet(() -> decide(view));
            ObjectNode served = view.served();
            BaseEntry base = view.base();
            if (!(own instanceof Decision.Unchanged)
                    || served == null
                    || base == null
                    || script.equals(served.path("script").textValue())) {
                continue;
            }
            ObjectNode fields = served.objectNode();
            fields.put("script", script);
            for (String none : new String[] {"scriptEntry", "scriptFiles", "scriptFormat"}) {
                fields.putNull(none);
            }
            fields.put(MergeForm.SCRIPT_REF, edit.key().id());
            ObjectNode agreed = served.objectNode();
            agreed.setAll(served);
            agreed.setAll(fields);
            plan.put(new Decision.PushToRemote(
                    variant,
                    "it repeats the script of " + edit.key(),
                    new RemoteEdit.Modify(variant, fields, served),
                    new BaseValue(NormalForm.of(ObjectKind.BLUEPRINT, agreed), base.silent()),
                    Decision.Losses.NONE));
        }
    }

    /** A blueprint removed in the world stays a question while an entity that the files added or edited uses it. */
    private void keepUsedBlueprint(Decision.DeleteLocal deletion, Plan plan) {
        ObjectKey blueprint = deletion.key();
        if (blueprint.kind() != ObjectKind.BLUEPRINT) {
            return;
        }
        for (ObjectKey entity : context.entitiesUsing(blueprint.id())) {
            Sides sides = Sides.of(context.view(entity), context.names());
            if (uses(sides.local(), blueprint) && !JsonEquality.equal(sides.local(), sides.base())) {
                ObjectView view = context.view(blueprint);
                plan.put(ConflictDrafts.deletion(
                        view,
                        Sides.of(view, context.names()),
                        "it was removed from the world, but world.json places " + entity + " with it"));
                return;
            }
        }
    }

    /** An entity waits for its blueprint, a variant for its root, if the side that it goes to lacks it. */
    private void waitForOthers(Decision decision, Plan plan) {
        RemoteEdit sent = decision instanceof Decision.PushToRemote push
                ? push.edit()
                : decision instanceof Decision.MergeBoth both ? both.remote() : null;
        ObjectKey there = sent == null ? null : needed(sent.key(), Wire.content(sent));
        if (there != null && !comes(there, plan, true) && !context.isServed(there)) {
            String why = context.isLocal(there) ? "which waits" : "which neither side has; add it first";
            plan.put(Decision.Hold.behind(decision.key(), "it needs " + there + ", " + why, there));
            return;
        }
        if (decision instanceof Decision.PullToLocal pull && pull.edit() instanceof LocalEdit.Create create) {
            ObjectKey here = needed(create.key(), create.wire());
            if (here != null && !comes(here, plan, false) && !context.isLocal(here) && context.isServed(here)) {
                plan.put(Decision.Hold.behind(pull.key(), "it needs " + here + ", which waits", here));
            }
        }
    }

    private static boolean comes(ObjectKey key, Plan plan, boolean toTheWorld) {
        return plan.of(key)
                .filter(decision -> toTheWorld ? pushes(decision) : pulls(decision))
                .isPresent();
    }

    /** The blueprint of an entity, or the root of a variant. */
    private static @Nullable ObjectKey needed(ObjectKey key, ObjectNode wire) {
        if (key.kind() != ObjectKind.ENTITY && key.kind() != ObjectKind.BLUEPRINT) {
            return null;
        }
        String field = key.kind() == ObjectKind.ENTITY ? "blueprint" : MergeForm.SCRIPT_REF;
        String id = wire.path(field).isTextual() ? wire.path(field).textValue() : "";
        return id.isEmpty() || id.equals(key.id()) ? null : ObjectKey.blueprint(id);
    }

    private static boolean pushes(Decision decision) {
        return decision instanceof Decision.PushToRemote || decision instanceof Decision.MergeBoth;
    }

    private static boolean pulls(Decision decision) {
        return decision instanceof Decision.PullToLocal;
    }

    private static boolean uses(@Nullable ObjectNode form, ObjectKey blueprint) {
        return form != null && blueprint.id().equals(form.path("blueprint").asText());
    }

    private static boolean isBuiltin(ObjectView view) {
        return Objects.requireNonNull(view.base()).origin() == BaseEntry.Origin.BUILTIN;
    }
}
