package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one object by itself (DESIGN 3): base, local, remote and evidence in, one decision out. What depends on
 * other objects is the {@link Planner}'s.
 */
final class ObjectPlanner {
    /** How long an entity without ops counts as being in motion. */
    static final long MOTION_MILLIS = 30_000;

    /** What the runtime's router takes in a path (PROTOCOL 2.1, item 24). */
    private static final int LONGEST_ID = 100;

    private final PlanContext context;

    ObjectPlanner(PlanContext context) {
        this.context = context;
    }

    Decision plan(ObjectView view) {
        ObjectKey key = view.key();
        if (view.local() instanceof LocalState.Unknown unknown) {
            return Decision.Hold.reported(key, StatusBoard.named(unknown.path(), unknown.problem()));
        }
        if (view.movingForMillis() != null && view.movingForMillis() < MOTION_MILLIS) {
            long left = MOTION_MILLIS - view.movingForMillis();
            return Decision.Hold.inMotion(
                    key,
                    "somebody is moving it in the world; it is synced once they let go of it, or leave it for "
                            + MOTION_MILLIS / 1_000 + " s",
                    context.nowMillis() + left);
        }
        if (key.kind() == ObjectKind.MODULE) {
            Decision outdated = outdatedModule(view);
            return outdated != null ? outdated : new ModulePlanner(context).plan(view);
        }
        if (view.served() != null && !(view.local() instanceof LocalState.Absent)) {
            Set<String> unknown = context.names().unknownIn(key.kind(), view.served());
            if (!unknown.isEmpty()) {
                return Decision.Hold.reported(
                        key,
                        "the runtime does not serve " + String.join(", ", unknown)
                                + ", so it cannot be compared; put the asset back into the world");
            }
        }
        if (AgreedStill.holds(view)) {
            return new Decision.Unchanged(key, "both sides are as the base");
        }
        Sides sides = Sides.of(view, context.names());
        if (sides.judgement().why() == Judgement.Why.GONE_UNEXPLAINED) {
            return goneUnexplained(view, sides);
        }
        Decision outdated = outdated(view, sides);
        return outdated != null ? outdated : present(view, sides);
    }

    /**
     * What an editor took back that had not seen it is a question, never an edit (ENGINE S13); null if nothing was, or the
     * world says the same meanwhile.
     */
    private @Nullable Decision outdated(ObjectView view, Sides sides) {
        String path = context.outdatedIn(view.key());
        ObjectNode local = sides.local();
        ObjectNode remote = sides.remote();
        if (path == null || JsonEquality.equal(local, remote) || context.isDeletionAccepted(view.key())) {
            return null;
        }
        String reason = path
                + " was saved from a text older than what the world had just brought into it, and takes that"
                + " back; it is held: choose remote to have it again, local if that is meant";
        // Upstream's tool knows no question about the settings or the spawn as a whole (PROTOCOL 7.10).
        return isWorldWide(view.key()) && local != null && remote != null
                ? ConflictDrafts.doubted(view, sides, reason)
                : ConflictDrafts.deletion(view, sides, reason);
    }

    /** The same, of a shared module. */
    private @Nullable Decision outdatedModule(ObjectView view) {
        String path = context.outdatedIn(view.key());
        if (path == null || context.isDeletionAccepted(view.key()) || isSaidByAll(view)) {
            return null;
        }
        return Decision.Hold.deletion(
                view.key(),
                path + " was saved from a text older than what the world had just brought into it; save it with that"
                        + " again, or if it is meant, run: gamedev sync resume --accept-deletes");
    }

    private boolean isSaidByAll(ObjectView module) {
        return module.local() instanceof LocalState.Present file
                && module.copies().stream().allMatch(copy -> copy.served()
                        .equals(context.names()
                                .canonical(file.value().path("url").asText())));
    }

    private Decision goneUnexplained(ObjectView view, Sides sides) {
        ObjectKey key = view.key();
        if (sides.local() == null) {
            Decision.Hold grace = grace(view);
            return grace != null
                    ? grace
                    : new Decision.Adopt(key, "it is gone from the world, and from the files", null);
        }
        boolean wanted = !JsonEquality.equal(sides.local(), sides.base())
                || context.entitiesUsing(key.id()).stream().anyMatch(context::isLocal);
        if (wanted) {
            return add(
                    view, sides.local(), "it is gone from the world without an operation, and the files go on with it");
        }
        return Decision.Hold.reported(
                key,
                "it is gone from the world without an operation that says who removed it (the runtime's cleaner"
                        + " does that); the files stay. Delete the files to agree, or change them to bring it back");
    }

    /** A local object must be gone for a while before that counts; null once it has been. */
    private Decision.@Nullable Hold grace(ObjectView view) {
        long left = context.deletionGraceMillis() - view.goneForMillis();
        return left <= 0
                ? null
                : Decision.Hold.until(
                        view.key(), "the files lack it only since a moment ago", context.nowMillis() + left);
    }

    private Decision present(ObjectView view, Sides sides) {
        boolean local = sides.local() != null;
        boolean remote = sides.remote() != null;
        if (local && remote) {
            return merge(view, sides);
        }
        if (local) {
            return localOnly(view, sides);
        }
        if (remote) {
            return remoteOnly(view, sides);
        }
        if (view.base() == null) {
            return new Decision.Unchanged(view.key(), "neither side has it");
        }
        Decision.Hold grace = view.key().kind() == ObjectKind.BLUEPRINT ? grace(view) : null;
        return grace != null ? grace : new Decision.Adopt(view.key(), "both sides removed it", null);
    }

    private Decision localOnly(ObjectView view, Sides sides) {
        ObjectKey key = view.key();
        LocalState.Present present = (LocalState.Present) view.local();
        ObjectNode local = Objects.requireNonNull(sides.local());
        if (view.base() == null) {
            if (isWorldWide(key)) {
                return Decision.Hold.reported(key, "the runtime does not tell it");
            }
            return add(view, local, "only the files have it, and nothing says that it was ever in the world");
        }
        boolean keep = view.base().value().path("keep").asBoolean();
        if (JsonEquality.equal(local, sides.base()) && !keep) {
            return new Decision.DeleteLocal(
                    key,
                    "it was removed from the world, and the files have not changed since the base",
                    new LocalEdit.Remove(key, present.fingerprint()));
        }
        String reason = keep
                ? "it is marked keep, but was removed from the world"
                : "it was removed from the world while the files were edited";
        return ConflictDrafts.deletion(view, sides, reason);
    }

    private Decision remoteOnly(ObjectView view, Sides sides) {
        ObjectKey key = view.key();
        ObjectNode remote = Objects.requireNonNull(sides.remote());
        BaseEntry base = view.base();
        if (base == null && view.unsettledModule() != null) {
            return Decision.Hold.behind(key, "its shared module must be settled first", view.unsettledModule());
        }
        if (base == null) {
            ObjectNode served = Objects.requireNonNull(view.served());
            return new Decision.PullToLocal(
                    key,
                    "only the world has it, and nothing says that it was ever in the files",
                    Edits.created(view, served),
                    new BaseValue(NormalForm.of(key.kind(), served), Set.of()),
                    Decision.Losses.NONE);
        }
        boolean builtin = base.origin() == BaseEntry.Origin.BUILTIN;
        if (isWorldWide(key)) {
            return Decision.Hold.deletion(key, "world.json no longer tells it; restore the file");
        }
        Decision.Hold grace = builtin ? null : grace(view);
        if (grace != null) {
            return grace;
        }
        if (sides.judgement().why() == Judgement.Why.OVERWRITTEN) {
            return ConflictDrafts.deletion(
                    view, sides, "the files no longer have it, but it was edited in the world just before it went");
        }
        if (view.served() == null) {
            return new Decision.Adopt(key, "the files no longer have it, and the runtime forgot it", null);
        }
        if (JsonEquality.equal(remote, sides.base())) {
            String reason = builtin
                    ? "the project brings its own in place of the built-in one"
                    : "the files no longer have it, and the world has not changed it since the base";
            return new Decision.DeleteRemote(
                    key, reason, new RemoteEdit.Remove(key, view.served()), null, Decision.Losses.NONE);
        }
        return ConflictDrafts.deletion(view, sides, "the files no longer have it, but it was edited in the world");
    }

    private Decision merge(ObjectView view, Sides sides) {
        if (!context.isDeletionAccepted(view.key()) && scriptsVanished(view, sides)) {
            return Decision.Hold.deletion(
                    view.key(),
                    "all script files of its app folder are gone; restore them, or if that is meant run: gamedev sync"
                            + " resume --accept-deletes");
        }
        if (bare(view, sides) && view.base() == null) {
            return Decision.Hold.behind(
                    view.key(),
                    "its shared module must be settled first",
                    Objects.requireNonNull(view.unsettledModule()));
        }
        return bare(view, sides)
                ? new Settlement(context, view).settle(sides.withoutScripts(), false)
                : new Settlement(context, view).settle(sides.withModules(view.modules()), true);
    }

    /** Whether the scripts stay out, because a shared module that they import is not settled (ENGINE S8). */
    static boolean bare(ObjectView view, Sides sides) {
        return view.unsettledModule() != null
                && sides.local() != null
                && sides.remote() != null
                && !MergeForm.files(scriptsOf(sides), true).isEmpty();
    }

    private static ObjectNode scriptsOf(Sides sides) {
        ObjectNode both = Objects.requireNonNull(sides.local()).deepCopy();
        ObjectNode files = both.putObject(MergeForm.SCRIPT_FILES);
        for (ObjectNode form : new ObjectNode[] {sides.local(), Objects.requireNonNull(sides.remote())}) {
            form.path(MergeForm.SCRIPT_FILES).properties().forEach(file -> files.set(file.getKey(), file.getValue()));
        }
        return both;
    }

    /** No script is left where the base had some: rather an accident than an edit, so it waits like a deletion. */
    private static boolean scriptsVanished(ObjectView view, Sides sides) {
        ObjectNode base = sides.base();
        ObjectNode local = Objects.requireNonNull(sides.local());
        return view.key().kind() == ObjectKind.BLUEPRINT
                && view.local() instanceof LocalState.Present present
                && base != null
                && !MergeForm.files(base, false).isEmpty()
                && !local.has(MergeForm.SCRIPT_REF)
                && !present.value().path(MergeForm.SCRIPT_FILES).isObject()
                && !MergeForm.sameScripts(base, local);
    }

    private Decision add(ObjectView view, ObjectNode local, String reason) {
        ObjectKey key = view.key();
        LocalState.Present present = (LocalState.Present) view.local();
        if (view.unsettledModule() != null) {
            // Its copy of the module would be one more opinion, and an edit of the module for everybody else.
            return Decision.Hold.behind(
                    key,
                    "it imports " + view.unsettledModule() + ", which must be settled first",
                    view.unsettledModule());
        }
        if (key.kind() == ObjectKind.BLUEPRINT && key.id().length() > LONGEST_ID) {
            return Decision.Hold.reported(
                    key,
                    present.path() + ": its id has " + key.id().length() + " characters, and the runtime takes "
                            + LONGEST_ID + " at most; give it a shorter id in the file");
        }
        var complaints = Validity.complaints(key.kind(), local);
        if (!complaints.isEmpty()) {
            return Decision.Hold.reported(
                    key, present.path() + ": " + String.join("; ", complaints.values()) + "; correct the file");
        }
        ObjectNode wire = Edits.added(key, local, present, context.metadata(key), context.names());
        return new Decision.PushToRemote(
                key,
                reason,
                new RemoteEdit.Add(key, wire),
                new BaseValue(
                        NormalForm.of(key.kind(), wire),
                        Sides.silentAfter(key.kind(), local, present.present(), Set.of())),
                Decision.Losses.NONE);
    }

    private static boolean isWorldWide(ObjectKey key) {
        return key.equals(ObjectKey.SETTINGS) || key.equals(ObjectKey.SPAWN);
    }
}
