package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The forms of one object's three sides, made comparable: what the files leave unsaid is filled in (ENGINE S1), shared
 * modules stand for themselves only by being in the set (ENGINE S8).
 *
 * @param base null without a base
 * @param local null if absent
 * @param remote as it counts; null if it counts as absent
 * @param served as the runtime serves it; null if absent
 * @param judgement how the feed explains the remote side
 */
record Sides(
        @Nullable ObjectNode base,
        @Nullable ObjectNode local,
        @Nullable ObjectNode remote,
        @Nullable ObjectNode served,
        Judgement judgement) {

    /** Fields whose absence in a file never says anything (ENGINE S1). */
    static final Set<String> ALWAYS_SILENT = Set.of("name", "scope", "keep");

    static Sides of(ObjectView view, AssetNames names) {
        ObjectKind kind = view.key().kind();
        Judgement judgement =
                Judgement.of(kind, view.base(), view.served(), view.evidence(), names, view.neededByBase());
        ObjectNode served = view.served() == null ? null : form(view, view.served(), names);
        ObjectNode remote = judgement.counts() == null
                ? null
                : judgement.why() == Judgement.Why.SERVED && !view.mergesState()
                        ? served
                        : remote(view, judgement.counts(), names);
        BaseEntry entry = view.base();
        ObjectNode base = entry == null
                ? null
                : view.servedIsBase() && served != null && !view.mergesState()
                        ? served
                        : base(view, entry.value(), names);
        ObjectNode local = view.local() instanceof LocalState.Present present
                ? filled(view.key(), form(view, present.value(), names), present, entry, base, remote)
                : null;
        return new Sides(base, local, remote, served, judgement);
    }

    private static ObjectNode form(ObjectView view, ObjectNode value, AssetNames names) {
        ObjectNode form = MergeForm.of(view.key().kind(), value, names);
        return view.mergesState() ? EntityState.with(form, value) : form;
    }

    private static ObjectNode remote(ObjectView view, ObjectNode counts, AssetNames names) {
        ObjectNode form = MergeForm.of(view.key().kind(), counts, names);
        if (!view.mergesState()) {
            return form;
        }
        ObjectNode state = form.objectNode();
        state.set(KnownFields.ENTITY_STATE, EntityState.remote(view, counts));
        return EntityState.with(form, state);
    }

    /** A state that nobody agreed on is none: what either side has then is an addition (ENGINE S5). */
    private static ObjectNode base(ObjectView view, ObjectNode value, AssetNames names) {
        return EntityState.isAgreed(view.base())
                ? form(view, value, names)
                : MergeForm.of(view.key().kind(), value, names);
    }

    /** The local form with what the files leave unsaid. */
    private static ObjectNode filled(
            ObjectKey key,
            ObjectNode form,
            LocalState.Present present,
            @Nullable BaseEntry entry,
            @Nullable ObjectNode base,
            @Nullable ObjectNode remote) {
        for (String field : KnownFields.withState(key.kind())) {
            if (present.present().contains(field)
                    || (key.kind() == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field))) {
                continue;
            }
            ObjectNode speaker;
            if (entry == null || base == null) {
                speaker = ALWAYS_SILENT.contains(field) ? remote : null;
            } else {
                speaker = isSilent(entry, field) ? base : null;
            }
            JsonNode said = speaker == null ? null : speaker.get(field);
            if (said != null) {
                form.set(field, said);
            }
        }
        return form;
    }

    /** Whether the field's absence in the file says nothing, so that it stands for what the base holds. */
    static boolean isSilent(BaseEntry entry, String field) {
        boolean told = entry.origin() == BaseEntry.Origin.SYNCED || entry.origin() == BaseEntry.Origin.MET;
        return ALWAYS_SILENT.contains(field) || !told || entry.silent().contains(field);
    }

    /**
     * The sides with each shared module of the set standing for its settled local file on every side, so that only
     * membership is merged.
     */
    Sides withModules(Map<String, String> modules) {
        return new Sides(settled(base, modules), settled(local, modules), settled(remote, modules), served, judgement);
    }

    /** The sides without their scripts. */
    Sides withoutScripts() {
        return new Sides(stripped(base), stripped(local), stripped(remote), stripped(served), judgement);
    }

    /** Fields that the base will hold although no file mentions them (see {@code BaseEntry.silent}). */
    static Set<String> silentAfter(ObjectKind kind, ObjectNode merged, Set<String> present, Set<String> written) {
        Set<String> silent = new TreeSet<>();
        for (String field : KnownFields.withState(kind)) {
            if (merged.has(field)
                    && !present.contains(field)
                    && !written.contains(field)
                    && !KnownFields.SCRIPT.contains(field)) {
                silent.add(field);
            }
        }
        return silent;
    }

    private static @Nullable ObjectNode settled(@Nullable ObjectNode form, Map<String, String> modules) {
        if (form == null || !form.has(MergeForm.SCRIPT_FILES)) {
            return form;
        }
        ObjectNode files = form.objectNode();
        form.path(MergeForm.SCRIPT_FILES).properties().forEach(file -> {
            String settled = modules.get(file.getKey());
            if (settled != null) {
                files.put(file.getKey(), settled);
            } else {
                files.set(file.getKey(), file.getValue());
            }
        });
        ObjectNode copy = form.objectNode();
        copy.setAll(form);
        copy.set(MergeForm.SCRIPT_FILES, files);
        return copy;
    }

    private static @Nullable ObjectNode stripped(@Nullable ObjectNode form) {
        if (form == null) {
            return null;
        }
        ObjectNode copy = form.objectNode();
        copy.setAll(form);
        copy.remove(MergeForm.SCRIPT_FIELDS);
        return copy;
    }
}
