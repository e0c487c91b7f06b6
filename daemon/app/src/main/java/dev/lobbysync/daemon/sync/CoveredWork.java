package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;

/**
 * Recalls, after a restart, the edits that our own writes had covered. The runtime no longer serves them, and no op after
 * ours tells of them; the open artifact does. Without this the sides would seem to agree, and the artifact would close
 * itself over somebody's work.
 */
final class CoveredWork {
    private final ConflictStore conflicts;
    private final StateStore state;
    private final Trees trees;

    CoveredWork(ConflictStore conflicts, StateStore state, Trees trees) {
        this.conflicts = conflicts;
        this.state = state;
        this.trees = trees;
    }

    /** Lets the remote side of such artifacts count as if it still stood. */
    void recall() {
        for (ConflictArtifact artifact : conflicts.open()) {
            ObjectKey key = artifact.key();
            if (key.kind() != ObjectKind.MODULE
                    && artifact.document().path("remote") instanceof ObjectNode shown
                    && isOurs(artifact)) {
                ObjectNode served = trees.mirror().served(key);
                trees.covered()
                        .note(
                                key,
                                new Covered(over(key, shown, artifact), served == null ? shown.objectNode() : served));
            }
        }
    }

    /**
     * Whether what the runtime serves, or no longer serves, is our doing and not what the artifact shows. Where the base
     * says the same, a person had chosen, and the daemon died before it could close the artifact.
     */
    private boolean isOurs(ConflictArtifact artifact) {
        ObjectKey key = artifact.key();
        BaseEntry base = state.base(key);
        ObjectNode served = trees.mirror().served(key);
        if (base == null) {
            return false;
        }
        if (served == null) {
            String last = trees.feed().evidence(key, 0, null).lastOpId();
            return last != null && state.sent(last);
        }
        ObjectNode form = trees.form(key, served);
        ObjectNode shown = trees.form(key, (ObjectNode) artifact.document().get("remote"));
        if (JsonEquality.equal(form, shown) || JsonEquality.equal(form, trees.form(key, base.value()))) {
            return false;
        }
        if (key.kind() == ObjectKind.SETTINGS || key.kind() == ObjectKind.SPAWN) {
            // They carry no op id: what equals the local side of the artifact is what we had sent.
            return artifact.document().path("local") instanceof ObjectNode local
                    && JsonEquality.equal(form, trees.form(key, local));
        }
        return state.sent(served.path("lastOpId").asText(""));
    }

    /**
     * What counts: what the artifact shows that somebody had changed, wherever our write is what is served now. What nobody
     * had changed there, and what somebody has changed since, is not covered.
     */
    private ObjectNode over(ObjectKey key, ObjectNode shown, ConflictArtifact artifact) {
        ObjectNode served = trees.mirror().served(key);
        BaseEntry base = state.base(key);
        if (served == null || base == null) {
            return shown;
        }
        JsonNode before = artifact.document().path("base");
        JsonNode local = artifact.document().path("local");
        ObjectNode wire = served.objectNode();
        wire.setAll(served);
        ObjectNode form = NormalForm.of(key.kind(), served);
        for (String field : KnownFields.withState(key.kind())) {
            if (shown.has(field)) {
                JsonNode now = form.has(field) ? form.get(field) : served.path(field);
                JsonNode theirs = Covered.onward(before.path(field), now, shown.get(field));
                JsonNode unlessOurs = Covered.onward(local.path(field), theirs, now);
                Covered.set(wire, field, Covered.onward(base.value().path(field), theirs, unlessOurs));
            }
        }
        if (wire.get(MergeForm.SCRIPT_FILES) instanceof ObjectNode files) {
            wire.set(MergeForm.SCRIPT_FILES, withModules(files, served));
        }
        return wire;
    }

    /** In an artifact a shared module stands for its file, whatever the runtime's copy says (ENGINE S8). */
    private static ObjectNode withModules(ObjectNode shown, ObjectNode served) {
        ObjectNode files = shown.objectNode();
        files.setAll(shown);
        for (ObjectKey module : Mirror.modulesOf(served)) {
            files.put(module.id(), Mirror.copyOf(served, module));
        }
        return files;
    }
}
