package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Settles an object that both sides have: merges the forms and derives the edits that each side needs. */
final class Settlement {
    private final PlanContext context;
    private final ObjectView view;
    private final ObjectKey key;
    private final LocalState.Present present;

    Settlement(PlanContext context, ObjectView view) {
        this.context = context;
        this.view = view;
        this.key = view.key();
        this.present = (LocalState.Present) view.local();
    }

    /**
     * Merges the sides and decides.
     *
     * @param scripts whether scripts take part; without, those of the base stay the base's
     */
    Decision settle(Sides sides, boolean scripts) {
        ObjectNode local = Objects.requireNonNull(sides.local());
        ObjectNode remote = Objects.requireNonNull(sides.remote());
        MergedForm merged = ThreeWay.merge(
                key, sides.base(), local, remote, context.policy(view), context.texts(), context.syntax());
        if (!merged.clean()) {
            return ConflictDrafts.fields(view, sides, merged);
        }
        Decision.Losses losses = merged.autoResolved().isEmpty()
                ? new Decision.Losses(null, null, merged.autoResolved(), merged.explained(), merged.texts())
                : new Decision.Losses(
                        present.value(), view.served(), merged.autoResolved(), merged.explained(), merged.texts());
        return decide(sides, merged.form(), losses, why(sides, local, remote), scripts);
    }

    /** Makes both sides equal to the merged form. */
    Decision decide(Sides sides, ObjectNode merged, Decision.Losses losses, String reason, boolean scripts) {
        ObjectNode local = Objects.requireNonNull(sides.local());
        LocalEdit.Change toLocal = Edits.local(key, present.fingerprint(), local, merged);
        if (view.served() == null || sides.served() == null) {
            return addAgain(merged, toLocal, losses, reason);
        }
        ObjectNode fields =
                scopeFirst(Edits.remote(key, sides.served(), merged, view.served(), present, context.names()));
        ObjectNode predicted = view.served().objectNode();
        predicted.setAll(view.served());
        predicted.setAll(fields);
        BaseValue base = base(predicted, merged, toLocal, scripts);
        if (Edits.isEmpty(toLocal) && fields.isEmpty()) {
            // Our own write may have made it so already; what loses is kept all the same.
            return losses.decided()
                    ? new Decision.Adopt(key, reason, base, losses)
                    : unchangedOrAdopt(sides, merged, base, scripts);
        }
        if (fields.isEmpty()) {
            return new Decision.PullToLocal(key, reason, toLocal, base, losses);
        }
        RemoteEdit toRemote = new RemoteEdit.Modify(key, fields, view.served());
        if (Edits.isEmpty(toLocal)) {
            return new Decision.PushToRemote(key, reason, toRemote, base, losses);
        }
        // Where somebody decides against a side, the old base must tell that it was edited until all of it is done.
        BaseValue pushed = losses.decided() ? null : pushed(sides, scripts);
        return new Decision.MergeBoth(key, reason, toLocal, toRemote, base, pushed, losses);
    }

    /** The base once the world has the files' edits, but not yet the other way round; null if it is not that simple. */
    private @Nullable BaseValue pushed(Sides sides, boolean scripts) {
        ObjectNode local = Objects.requireNonNull(sides.local());
        ObjectNode served = Objects.requireNonNull(view.served());
        ObjectNode fields =
                Edits.remote(key, Objects.requireNonNull(sides.served()), local, served, present, context.names());
        if (view.base() == null
                || sides.judgement().why() != Judgement.Why.SERVED
                || !scopeFirst(fields).equals(fields)) {
            return null;
        }
        ObjectNode predicted = served.objectNode();
        predicted.setAll(served);
        predicted.setAll(fields);
        return base(predicted, local, new LocalEdit.Change(key, present.fingerprint(), Map.of(), Map.of()), scripts);
    }

    private Decision addAgain(ObjectNode merged, LocalEdit.Change toLocal, Decision.Losses losses, String reason) {
        ObjectNode wire = Edits.added(key, merged, present, context.metadata(key), context.names());
        RemoteEdit toRemote = new RemoteEdit.Add(key, wire);
        BaseValue base = base(wire, merged, toLocal, true);
        return Edits.isEmpty(toLocal)
                ? new Decision.PushToRemote(key, reason, toRemote, base, losses)
                : new Decision.MergeBoth(key, reason, toLocal, toRemote, base, null, losses);
    }

    private Decision unchangedOrAdopt(Sides sides, ObjectNode merged, BaseValue base, boolean scripts) {
        BaseEntry entry = view.base();
        boolean baseAgrees =
                entry != null && entry.origin() == BaseEntry.Origin.SYNCED && JsonEquality.equal(sides.base(), merged);
        // Module copies stand for their files on all sides; the base must hold the copies that are served.
        boolean sameCopies = !scripts
                || view.servedIsBase()
                || (entry != null
                        && sides.served() != null
                        && MergeForm.sameScripts(
                                MergeForm.of(key.kind(), entry.value(), context.names()), sides.served()));
        return baseAgrees && sameCopies
                ? new Decision.Unchanged(key, "both sides are as the base")
                : new Decision.Adopt(key, "both sides say the same", base);
    }

    /**
     * A script operation whose payload names another scope than the blueprint has is refused (PROTOCOL 3.6), so the scope
     * goes by itself first; the rest follows as a plan of its own.
     */
    private ObjectNode scopeFirst(ObjectNode fields) {
        boolean both = fields.has("scope") && KnownFields.SCRIPT.stream().anyMatch(fields::has);
        if (!both) {
            return fields;
        }
        ObjectNode scopeOnly = fields.objectNode();
        scopeOnly.set("scope", fields.get("scope"));
        return scopeOnly;
    }

    private BaseValue base(ObjectNode agreed, ObjectNode merged, LocalEdit.Change toLocal, boolean scripts) {
        ObjectNode value = NormalForm.of(key.kind(), agreed);
        BaseEntry entry = view.base();
        if (!scripts && entry != null) {
            ObjectNode kept = value.objectNode();
            kept.setAll(value);
            for (String field : KnownFields.SCRIPT) {
                kept.remove(field);
                if (entry.value().has(field)) {
                    kept.set(field, entry.value().get(field));
                }
            }
            value = kept;
        }
        Set<String> written = new TreeSet<>(toLocal.fields().keySet());
        return new BaseValue(value, Sides.silentAfter(key.kind(), merged, present.present(), written));
    }

    private String why(Sides sides, ObjectNode local, ObjectNode remote) {
        String since = view.metBy() == null ? "since the base" : "since " + view.metBy();
        @Nullable ObjectNode base = sides.base();
        String judged =
                switch (sides.judgement().why()) {
                    case FORGOTTEN -> "the runtime lost work that it had accepted; ";
                    case OVERWRITTEN -> "our write covered an edit that came in between; ";
                    default -> "";
                };
        if (base == null) {
            return judged + "first meeting: what the sides say is compatible";
        }
        if (JsonEquality.equal(base, local) && JsonEquality.equal(base, remote)) {
            return judged
                    + (judged.isEmpty()
                            ? "a shared module that it imports changed"
                            : "what was agreed on goes there again");
        }
        if (JsonEquality.equal(base, local)) {
            return judged + "only the world changed " + since;
        }
        if (JsonEquality.equal(base, remote)) {
            return judged + "only the files changed " + since;
        }
        return judged + "both sides changed " + since + ", in different places";
    }
}
