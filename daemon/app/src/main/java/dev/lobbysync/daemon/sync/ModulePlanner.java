package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one shared module (ENGINE S8). Its remote value is the set of copies in the blueprints that import it: a
 * copy counts as changed if it differs from what it said when it was last settled. Copies that changed alike are one
 * edit, copies that differ are merged, and what cannot be merged freezes the script sets of the importers, nothing else.
 *
 * <p>Only the file is written here. The importers then differ from the runtime and are pushed as blueprints.
 */
final class ModulePlanner {
    private final PlanContext context;

    ModulePlanner(PlanContext context) {
        this.context = context;
    }

    Decision plan(ObjectView view) {
        Optional<Decision> unreadable = withUnknownContent(view);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        ObjectNode base = view.base() == null
                ? null
                : form(view.base().value().path("url").asText());
        ObjectNode local = view.local() instanceof LocalState.Present present
                ? form(present.value().path("url").asText())
                : null;
        Map<String, String> changed = changedCopies(view, base, local);
        if (local == null) {
            return withoutFile(view, base, changed);
        }
        return settle(view, base, local, changed);
    }

    private Decision settle(ObjectView view, @Nullable ObjectNode base, ObjectNode local, Map<String, String> changed) {
        ObjectKey key = view.key();
        ObjectNode merged = local;
        Map<String, byte[]> texts = new HashMap<>();
        List<FieldConflict> autoResolved = new ArrayList<>();
        List<Explained> explained = new ArrayList<>();
        for (Map.Entry<String, String> copy : changed.entrySet()) {
            ObjectNode remote = form(copy.getKey());
            ObjectNode before = copy.getValue().isEmpty() ? null : form(copy.getValue());
            MergedForm next = ThreeWay.merge(
                    key,
                    before,
                    merged,
                    remote,
                    context.policy(view),
                    hash -> {
                        byte[] made = texts.get(hash);
                        return made != null
                                ? Optional.of(made)
                                : context.texts().bytes(hash);
                    },
                    context.syntax());
            if (!next.clean()) {
                Sides sides = new Sides(before, merged, remote, remote, new Judgement(remote, Judgement.Why.SERVED));
                return ConflictDrafts.fields(view, sides, next.with(byUrl(merged, texts)));
            }
            next.texts()
                    .forEach((url, text) ->
                            AssetUrl.parse(url).flatMap(AssetUrl::sha256).ifPresent(hash -> texts.put(hash, text)));
            autoResolved.addAll(next.autoResolved());
            explained.addAll(next.explained());
            merged = next.form();
        }
        String seen = ((LocalState.Present) view.local()).fingerprint();
        LocalEdit.Change edit = Edits.local(key, seen, local, merged);
        if (!Edits.isEmpty(edit)) {
            Decision.Losses losses = new Decision.Losses(
                    autoResolved.isEmpty() ? null : local, null, autoResolved, explained, byUrl(merged, texts));
            return new Decision.PullToLocal(
                    key, "its copies in the world changed", edit, agreed(view, merged, changed.keySet()), losses);
        }
        if (!autoResolved.isEmpty()) {
            Decision.Losses losses = new Decision.Losses(null, null, autoResolved, explained, byUrl(merged, texts));
            return new Decision.Adopt(
                    key,
                    "both sides changed it, and a policy says that the file counts",
                    agreed(view, merged, changed.keySet()),
                    losses);
        }
        boolean baseAgrees = base != null
                && JsonEquality.equal(base, local)
                && !SettledCopies.of(view.base()).outgrown(view.copies());
        if (baseAgrees || !acknowledged(view, local)) {
            return new Decision.Unchanged(key, "the file is what the importers shall have");
        }
        return new Decision.Adopt(key, "the world has it as the file says", agreed(view, local, changed.keySet()));
    }

    private Decision withoutFile(ObjectView view, @Nullable ObjectNode base, Map<String, String> changed) {
        ObjectKey key = view.key();
        if (view.copies().isEmpty()) {
            return base == null
                    ? new Decision.Unchanged(key, "neither side has it")
                    : new Decision.Adopt(key, "nothing imports it any more", null);
        }
        if (base != null && changed.isEmpty()) {
            return new Decision.Unchanged(key, "the file is gone; its importers tell what follows");
        }
        if (base != null) {
            ObjectNode remote = form(changed.keySet().iterator().next());
            Sides sides = new Sides(base, null, remote, remote, new Judgement(remote, Judgement.Why.SERVED));
            return ConflictDrafts.deletion(view, sides, "the file was removed, but a copy in the world was edited");
        }
        List<String> distinct =
                view.copies().stream().map(ObjectView.Copy::served).distinct().toList();
        ObjectNode first = form(distinct.get(0));
        if (distinct.size() > 1) {
            ObjectNode second = form(distinct.get(1));
            MergedForm merged =
                    ThreeWay.merge(key, null, first, second, context.policy(view), context.texts(), context.syntax());
            if (merged.clean()) {
                return new Decision.PullToLocal(
                        key,
                        "its copies in the world differ, and a policy says which counts",
                        new LocalEdit.Create(key, merged.form()),
                        agreed(view, merged.form(), Set.of(distinct.get(0), distinct.get(1))),
                        new Decision.Losses(first, second, merged.autoResolved(), merged.explained(), merged.texts()));
            }
            Sides sides = new Sides(null, first, second, second, new Judgement(second, Judgement.Why.SERVED));
            return ConflictDrafts.fields(view, sides, merged);
        }
        return new Decision.PullToLocal(
                key,
                "only the world has it",
                new LocalEdit.Create(key, first),
                agreed(view, first, Set.of()),
                Decision.Losses.NONE);
    }

    /** Copies that somebody changed in the world and that the file does not already say, with what each came from. */
    private Map<String, String> changedCopies(ObjectView view, @Nullable ObjectNode base, @Nullable ObjectNode local) {
        Map<String, String> changed = new LinkedHashMap<>();
        String agreed = base == null ? "" : base.path("url").asText();
        String file = local == null ? null : local.path("url").asText();
        SettledCopies settled = SettledCopies.of(view.base());
        for (ObjectView.Copy copy : view.copies()) {
            if (!copy.served().equals(file)
                    && !isSettled(view, copy, settled, agreed)
                    && !isLate(view, copy, agreed, file)) {
                changed.putIfAbsent(copy.served(), before(view, copy, settled, agreed));
            }
        }
        return changed;
    }

    /**
     * Whether a copy was only handed a text that the file has gone on from since, by a daemon that did not know that yet. A
     * copy that returns to its own base is an edit.
     */
    private boolean isLate(ObjectView view, ObjectView.Copy copy, String agreed, @Nullable String file) {
        String text = copy.served();
        boolean wasInFile = view.copies().stream().anyMatch(other -> other.ahead() && text.equals(other.base()));
        return !text.equals(copy.base())
                && (wasInFile
                        || context.isBefore(view.key(), text, file)
                        || context.isBefore(view.key(), text, agreed));
    }

    /** What a copy said when it was last settled, or what it came from if nobody has met it yet; empty if from nothing. */
    private static String before(ObjectView view, ObjectView.Copy copy, SettledCopies settled, String agreed) {
        String said = settled.said(copy);
        if (said != null) {
            return said;
        }
        return copy.base() != null ? copy.base() : origin(view, copy, settled, agreed);
    }

    /**
     * The text that the copy of a new importer came from: it may be one that the file is yet to replace, and where no
     * importer has been handed the file it cannot be the file. Empty if that cannot be told.
     */
    private static String origin(ObjectView view, ObjectView.Copy copy, SettledCopies settled, String agreed) {
        Set<String> yetToBeReplaced = settled.texts();
        if (yetToBeReplaced.contains(copy.served())) {
            return copy.served();
        }
        boolean handedOut =
                view.copies().stream().anyMatch(other -> agreed.equals(other.base()) || agreed.equals(other.served()));
        if (handedOut || yetToBeReplaced.isEmpty()) {
            return agreed;
        }
        return yetToBeReplaced.size() == 1 ? yetToBeReplaced.iterator().next() : "";
    }

    /** Whether a copy has not changed since the base, or only lagged behind that and has caught up with it. */
    private static boolean isSettled(ObjectView view, ObjectView.Copy copy, SettledCopies settled, String agreed) {
        return copy.served().equals(before(view, copy, settled, agreed))
                || (settled.said(copy) != null && copy.served().equals(agreed));
    }

    /**
     * The base once the module is settled, with what the copies say that are taken in while their blueprint lags behind.
     *
     * @param takenNow copies that the form takes in, or that a person chose it over
     */
    static BaseValue agreed(ObjectView view, ObjectNode form, Set<String> takenNow) {
        SettledCopies settled = SettledCopies.of(view.base());
        String before =
                view.base() == null ? "" : view.base().value().path("url").asText();
        String now = form.path("url").asText();
        Set<String> said = new TreeSet<>();
        for (ObjectView.Copy copy : view.copies()) {
            boolean known = copy.served().equals(now)
                    || takenNow.contains(copy.served())
                    || isSettled(view, copy, settled, before);
            boolean told = copy.served().equals(now)
                    && (copy.base() == null || copy.base().equals(now));
            if (known && !told) {
                said.add(SettledCopies.entry(copy, copy.served()));
            } else if (!known && (copy.base() == null || settled.said(copy) != null)) {
                // What it is still to be merged from: the base moves on without it.
                said.add(SettledCopies.entry(copy, before(view, copy, settled, before)));
            }
        }
        return new BaseValue(form, said);
    }

    /** Whether at least one importer's copy in the world has become what the file says, and does not only still say so. */
    private static boolean acknowledged(ObjectView view, ObjectNode local) {
        String file = local.path("url").asText();
        SettledCopies settled = SettledCopies.of(view.base());
        return view.copies().stream().anyMatch(copy -> copy.served().equals(file) && !file.equals(settled.said(copy)));
    }

    private Optional<Decision> withUnknownContent(ObjectView view) {
        for (ObjectView.Copy copy : view.copies()) {
            if (AssetUrl.parse(copy.served()).flatMap(AssetUrl::sha256).isEmpty()) {
                return Optional.of(Decision.Hold.reported(
                        view.key(),
                        "the runtime does not serve " + copy.served() + " of blueprint " + copy.blueprintId()));
            }
        }
        return Optional.empty();
    }

    private ObjectNode form(String url) {
        return JsonNodeFactory.instance.objectNode().put("url", context.names().canonical(url));
    }

    private static Map<String, byte[]> byUrl(ObjectNode merged, Map<String, byte[]> texts) {
        String url = merged.path("url").asText();
        return AssetUrl.parse(url)
                .flatMap(AssetUrl::sha256)
                .map(texts::get)
                .map(text -> Map.of(url, text))
                .orElse(Map.of());
    }
}
