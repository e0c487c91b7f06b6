package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a person's choice for a conflict, but only if the artifact still shows what the sides say; else the
 * conflict stands, refreshed (DESIGN 7). What loses goes to the trash.
 */
final class Resolver {
    private final PlanContext context;

    Resolver(PlanContext context) {
        this.context = context;
    }

    /** The decision that makes both sides what the person chose. */
    Decision resolve(ObjectView view, ConflictDraft draft, ObjectView.Chosen chosen) {
        ObjectNode wanted =
                switch (chosen.use()) {
                    case LOCAL -> draft.local();
                    case REMOTE -> draft.remote();
                    case MERGED -> new ByHand(context, chosen, draft).document();
                };
        Decision.Losses losses = new Decision.Losses(
                !JsonEquality.equal(wanted, draft.local()) ? draft.local() : null,
                !JsonEquality.equal(wanted, draft.remote()) ? draft.remote() : null,
                List.of(),
                List.of(),
                ByHand.texts(chosen));
        return apply(view, draft, wanted, losses, chosen.reason());
    }

    /** The decision that makes both sides what one of them says, because a person preferred it at a first meeting. */
    Decision prefer(ObjectView view, ConflictDraft draft, Use use) {
        boolean local = use == Use.LOCAL;
        Decision.Losses losses = new Decision.Losses(
                local ? null : draft.local(), local ? draft.remote() : null, List.of(), List.of(), Map.of());
        return apply(
                view,
                draft,
                local ? draft.local() : draft.remote(),
                losses,
                "first meeting: the sides differ, and " + use.word() + " is preferred; what loses is in the trash");
    }

    private Decision apply(
            ObjectView view, ConflictDraft draft, @Nullable ObjectNode wanted, Decision.Losses losses, String reason) {
        ObjectKey key = view.key();
        if (wanted == null) {
            return removed(view, draft, losses, reason);
        }
        // A choice says something about the state only where it takes part.
        ObjectNode form = EntityState.with(MergeForm.of(key.kind(), wanted, context.names()), wanted);
        if (view.unsettledModule() != null && (draft.local() == null || view.served() == null)) {
            // What is made anew on a side takes its copy of the module along, an edit of that for everybody else.
            throw new Refused(
                    "it imports " + view.unsettledModule() + ", which is in conflict itself; resolve that first");
        }
        if (draft.local() == null) {
            return created(view, draft, wanted, form, losses, reason);
        }
        if (!(view.local() instanceof LocalState.Present present)) {
            // Copies in the world that differ, and no file: the chosen one becomes the file.
            return created(view, draft, wanted, form, losses, reason);
        }
        if (key.kind() == ObjectKind.MODULE) {
            ObjectNode local = MergeForm.of(key.kind(), present.value(), context.names());
            LocalEdit.Change edit = Edits.local(key, present.fingerprint(), local, form);
            BaseValue base = chosenModule(view, draft, wanted);
            return Edits.isEmpty(edit)
                    ? new Decision.Adopt(key, reason, base, losses)
                    : new Decision.PullToLocal(key, reason, edit, base, losses);
        }
        // The same sides that the conflict was found with.
        Sides sides = Sides.of(view, context.names());
        boolean bare = ObjectPlanner.bare(view, sides);
        return new Settlement(context, view)
                .decide(bare ? sides.withoutScripts() : sides.withModules(view.modules()), form, losses, reason, !bare);
    }

    /** The base of a module names the copies that the choice was made over, until their blueprints have it. */
    private BaseValue chosenModule(ObjectView view, ConflictDraft draft, ObjectNode wanted) {
        Set<String> shown = new TreeSet<>();
        for (ObjectNode side : new ObjectNode[] {draft.local(), draft.remote()}) {
            if (side != null) {
                shown.add(side.path("url").asText());
            }
        }
        return ModulePlanner.agreed(view, MergeForm.of(ObjectKind.MODULE, wanted, context.names()), shown);
    }

    private Decision removed(ObjectView view, ConflictDraft draft, Decision.Losses losses, String reason) {
        ObjectKey key = view.key();
        if (key.kind() == ObjectKind.MODULE) {
            throw new Refused("blueprints in the world import " + key.id()
                    + "; remove the import there first, or use remote to bring the file back");
        }
        if (draft.local() == null) {
            if (view.served() == null) {
                return new Decision.Adopt(key, reason, null, losses);
            }
            boolean shown = Sides.of(view, context.names()).judgement().why() == Judgement.Why.SERVED;
            return new Decision.DeleteRemote(
                    key,
                    reason,
                    new RemoteEdit.Remove(key, view.served()),
                    null,
                    shown ? Decision.Losses.NONE : losses);
        }
        String seen = ((LocalState.Present) view.local()).fingerprint();
        return new Decision.DeleteLocal(key, reason, new LocalEdit.Remove(key, seen));
    }

    /** What the artifact shows is what the sides say now; and what it asks is what there is to ask, if that matters. */
    static boolean shows(ObjectView.Chosen chosen, ConflictDraft draft) {
        ConflictArtifact artifact = chosen.artifact();
        return JsonEquality.equal(draft.local(), orNull(artifact.document().path("local")))
                && JsonEquality.equal(draft.remote(), orNull(artifact.document().path("remote")))
                && (chosen.use() != Use.MERGED || asks(artifact, draft));
    }

    /** Another policy or base makes other fields of the same sides: a choice for one that is none any more says nothing. */
    private static boolean asks(ConflictArtifact artifact, ConflictDraft draft) {
        Set<String> fields = new TreeSet<>();
        for (FieldConflict field : draft.unresolved()) {
            fields.add(field.path());
            if (artifact.isOrder(field.path()) != field.order()) {
                return false;
            }
        }
        return fields.equals(new TreeSet<>(artifact.fields()));
    }

    /**
     * The files lack it and shall have it; the world as well, if our own removal took it from there or our own write covered
     * a part of it.
     */
    private Decision created(
            ObjectView view,
            ConflictDraft draft,
            ObjectNode wanted,
            ObjectNode form,
            Decision.Losses losses,
            String reason) {
        ObjectKey key = view.key();
        if (key.kind() == ObjectKind.MODULE) {
            return new Decision.PullToLocal(
                    key, reason, new LocalEdit.Create(key, wanted), chosenModule(view, draft, wanted), losses);
        }
        Judgement instead = view.evidence().instead();
        ObjectNode covered = instead == null ? null : instead.counts();
        ObjectNode known = Objects.requireNonNullElse(view.served(), Objects.requireNonNullElse(covered, wanted));
        ObjectNode wire = known.deepCopy();
        wire.setAll(wanted);
        if (view.served() == null) {
            RemoteEdit add = new RemoteEdit.Add(key, Edits.addedAgain(key, wire));
            return new Decision.MergeBoth(key, reason, Edits.created(view, wire), add, agreed(key, wire), null, losses);
        }
        ObjectNode served =
                Objects.requireNonNull(Sides.of(view, context.names()).served());
        ObjectNode fields = Edits.remote(key, served, form, view.served(), null, context.names());
        wire.setAll(fields);
        LocalEdit create = Edits.created(view, wire);
        return fields.isEmpty()
                ? new Decision.PullToLocal(key, reason, create, agreed(key, wire), losses)
                : new Decision.MergeBoth(
                        key,
                        reason,
                        create,
                        new RemoteEdit.Modify(key, fields, view.served()),
                        agreed(key, wire),
                        null,
                        losses);
    }

    private static BaseValue agreed(ObjectKey key, ObjectNode wire) {
        return new BaseValue(NormalForm.of(key.kind(), wire), Set.of());
    }

    private static @Nullable ObjectNode orNull(JsonNode value) {
        return value instanceof ObjectNode object ? object : null;
    }

    /** The choice cannot be carried out in that way. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
