package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.doc.ScriptPath;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts into the trash what steps are about to take away, before anything is written on either side: what loses to a
 * policy or to a person's choice, rows that go, and what is removed from the world (DESIGN 3). Whole files that go or are
 * replaced are the {@link LocalStage}'s.
 */
final class Losses {
    private static final int REMEMBERED = 1_000;
    private static final String COVERED = "our write covered it before we had seen it";

    private final Trash trash;
    private final Trees trees;
    private final Contents contents;
    private final Telemetry telemetry;
    private final Set<String> kept = new HashSet<>();

    Losses(Trash trash, Trees trees, Contents contents, Telemetry telemetry) {
        this.trash = trash;
        this.contents = contents;
        this.trees = trees;
        this.telemetry = telemetry;
    }

    /** Keeps a value once, however often the step that takes it away has to be repeated. */
    void keep(List<Step> steps) throws RemoteException, IOException {
        Batches batches = new Batches();
        for (Step step : steps) {
            Decision.Losses losses = step.losses();
            String why = step.decision().reason();
            batches.keep("replaced", step.key(), why, "local", losses.local());
            batches.keepScripts("replaced", step.key(), why, losses.local());
            batches.keep("replaced", step.key(), why, "remote", losses.remote());
            batches.keepScripts("replaced", step.key(), why, losses.remote());
            batches.keepCopies(step, why);
            telemetry.count(
                    Telemetry.Counter.CONFLICTS_AUTO_RESOLVED,
                    losses.autoResolved().size());
            if (step.decision() instanceof Decision.DeleteRemote delete) {
                batches.keep("removed", step.key(), why, "remote", delete.edit().seen());
                batches.keepScripts("removed", step.key(), why, delete.edit().seen());
            }
            if (step.local().orElse(null) instanceof LocalEdit.Remove removal) {
                batches.keep("removed", step.key(), why, "local", row(removal.key()));
            }
        }
    }

    /** Keeps what an open question shows of the world, though the runtime no longer serves it: it has forgotten it. */
    void keepForgotten(ObjectKey key, ObjectNode shown) throws RemoteException, IOException {
        keep(key, shown, "forgotten", "the runtime had accepted it, but serves it no longer");
    }

    /** Keeps what a question has shown of the world until it was removed there, perhaps by somebody who never saw it. */
    void keepRemoved(ObjectKey key, ObjectNode shown) throws RemoteException, IOException {
        keep(key, shown, "removed", "it was removed from the world while it was asked about");
    }

    /** Keeps somebody's work that our own write covered, before it is merged. */
    void keepOverwritten(ObjectKey key, Covered work) throws IOException {
        keepOverwritten(key, work.counts(), COVERED);
    }

    /** Keeps what our own write covered and nobody will merge. */
    void keepSuperseded(ObjectKey key, List<ObjectNode> superseded) throws IOException {
        for (ObjectNode work : superseded) {
            keepOverwritten(key, work, COVERED);
        }
    }

    /** Keeps what a request of ours covered; its scripts as far as they are to be had, for nothing else must wait for them. */
    void keepOverwritten(ObjectKey key, ObjectNode work, String why) throws IOException {
        Batches batches = new Batches();
        batches.keep("overwritten", key, why, "remote", work);
        try {
            batches.keepScripts("overwritten", key, why, work);
        } catch (RemoteException e) {
            telemetry.warn(
                    "of what our write covered of " + key + " a script is not in the trash, because it is not to be"
                            + " had from the runtime now: " + e.getMessage());
        }
    }

    private void keep(ObjectKey key, ObjectNode shown, String reason, String why) throws RemoteException, IOException {
        Batches batches = new Batches();
        batches.keep(reason, key, why, "remote", shown);
        batches.keepScripts(reason, key, why, shown);
    }

    private @Nullable JsonNode row(ObjectKey key) {
        return key.kind() == ObjectKind.ENTITY && trees.view(key).local() instanceof LocalState.Present row
                ? row.value()
                : null;
    }

    /** To be called once it lies in the trash: what could not be put there has to be tried again. */
    private void remember(String what) {
        if (kept.size() >= REMEMBERED) {
            kept.clear();
        }
        kept.add(what);
    }

    /** One folder of the trash per reason, opened when first needed. */
    private final class Batches {
        private final Map<String, Trash.Batch> batches = new HashMap<>();

        /** The texts that a losing value names; the runtime's cleaner may take them soon. */
        void keepScripts(String reason, ObjectKey key, String why, @Nullable JsonNode value)
                throws RemoteException, IOException {
            if (value == null) {
                return;
            }
            for (Map.Entry<String, JsonNode> file :
                    value.path(MergeForm.SCRIPT_FILES).properties()) {
                keepText(
                        reason, key + ": " + why, file.getKey(), file.getValue().asText());
            }
            if (key.kind() == ObjectKind.MODULE) {
                keepText(reason, key + ": " + why, key.id(), value.path("url").asText());
            }
        }

        /** Where a policy decides about a module, some of its copies lose; each is but a text. */
        void keepCopies(Step step, String why) throws RemoteException, IOException {
            if (step.losses().autoResolved().isEmpty()) {
                return;
            }
            String wins =
                    step.base().map(base -> base.value().path("url").asText()).orElse("");
            for (ObjectView.Copy copy : trees.view(step.key()).copies()) {
                if (!copy.served().equals(wins)) {
                    keepText("replaced", step.key() + ": " + why, step.key().id(), copy.served());
                }
            }
        }

        private void keepText(String reason, String why, String path, String url) throws RemoteException, IOException {
            if (!ScriptPath.isValid(path) || kept.contains("text " + url)) {
                return;
            }
            Optional<byte[]> text = text(url);
            if (text.isPresent()) {
                open(reason).keepFile("scripts/" + path, text.get(), why);
                remember("text " + url);
            }
        }

        private Optional<byte[]> text(String url) throws RemoteException {
            try {
                return AssetUrl.parse(url).flatMap(AssetUrl::sha256).flatMap(contents::bytes);
            } catch (Contents.Unavailable e) {
                throw e.reason();
            }
        }

        void keep(String reason, ObjectKey key, String why, String side, @Nullable JsonNode value) throws IOException {
            String what = value == null ? "" : key + " " + side + " " + CanonicalJson.sha256(value);
            if (value != null && !kept.contains(what)) {
                open(reason).keepValue(key, side, value, why);
                remember(what);
            }
        }

        private Trash.Batch open(String reason) {
            return batches.computeIfAbsent(reason, trash::open);
        }
    }
}
