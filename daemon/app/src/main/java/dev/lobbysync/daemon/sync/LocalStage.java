package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.protocol.doc.AssetUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Carries edits to the files: contents fetched, file changes computed, what would be lost put into the trash, intents
 * journalled, then each file written durably under its precondition (DESIGN 3, 5).
 */
final class LocalStage {
    private final Project project;
    private final StateStore state;
    private final Trash trash;
    private final Contents contents;
    private final Trees trees;
    private final Telemetry telemetry;
    private final Map<String, String> learned = new HashMap<>();

    LocalStage(Project project, StateStore state, Trash trash, Contents contents, Trees trees, Telemetry telemetry) {
        this.project = project;
        this.state = state;
        this.trash = trash;
        this.contents = contents;
        this.trees = trees;
        this.telemetry = telemetry;
    }

    /** Content hashes of plain-named assets learned since the last call, for the journal. */
    Map<String, String> takeLearned() {
        Map<String, String> taken = Map.copyOf(learned);
        learned.clear();
        return taken;
    }

    /**
     * Carries out the local edits of the steps that are fine so far.
     *
     * @param agreement what is agreed once that is done
     */
    void run(List<Step> steps, Function<Collection<Step>, StateChange> agreement) throws RemoteException, IOException {
        Map<ObjectKey, Step> byKey = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step.fine() && step.local().isPresent()) {
                byKey.put(step.key(), step);
            }
        }
        if (byKey.isEmpty()) {
            return;
        }
        Map<String, byte[]> bytes = fetch(byKey);
        List<LocalEdit> edits = edits(byKey);
        Project.Prepared prepared = project.prepare(edits, bytes, baseUrls(byKey.keySet()));
        prepared.stale().forEach(key -> overtaken(byKey, key, "the file changed meanwhile"));
        prepared.failed().forEach((key, reason) -> fail(byKey, key, reason));
        List<FileChange> changes = doable(prepared.changes(), byKey);
        Map<String, byte[]> kept = keepOldFiles(changes);
        if (!changes.isEmpty()) {
            state.writing(changes, agreement.apply(byKey.values()));
            perform(changes, byKey, new Removals(project, kept));
        }
        telemetry.count(
                Telemetry.Counter.OPS_REMOTE_TO_LOCAL,
                byKey.values().stream().filter(Step::fine).count());
    }

    private Map<String, byte[]> fetch(Map<ObjectKey, Step> byKey) throws RemoteException {
        byKey.values().forEach(step -> contents.remember(step.losses().texts()));
        Contents.Fetched fetched = contents.fetch(project.missingContent(edits(byKey)), trees.names());
        fetched.bytes().forEach((url, bytes) -> {
            if (AssetUrl.parse(url).flatMap(AssetUrl::sha256).isEmpty()) {
                learned.put(url, Contents.contentUrl(url, bytes));
            }
        });
        trees.names().learn(learned);
        project.learnAliases(learned);
        fetched.missing().forEach((url, why) -> {
            for (Step step : byKey.values()) {
                if (isScriptOf(step, url)) {
                    step.failed("its script " + url + " is not to be had from the runtime: " + why);
                }
            }
        });
        return fetched.bytes();
    }

    private static boolean isScriptOf(Step step, String url) {
        LocalEdit edit = step.local().orElseThrow();
        if (edit instanceof LocalEdit.Change change) {
            return change.scriptFiles().values().stream().anyMatch(file -> file.equals(Optional.of(url)));
        }
        if (edit instanceof LocalEdit.Create create) {
            if (url.equals(create.wire().path("script").asText())
                    || url.equals(create.wire().path("url").asText())) {
                return true;
            }
            for (JsonNode file : create.wire().path(MergeForm.SCRIPT_FILES)) {
                if (url.equals(file.asText())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<LocalEdit> edits(Map<ObjectKey, Step> byKey) {
        List<LocalEdit> edits = new ArrayList<>();
        for (Step step : byKey.values()) {
            if (step.fine()) {
                edits.add(step.local().orElseThrow());
            }
        }
        return edits;
    }

    /** Asset URLs of the bases, by which the project knows a file that may be replaced in place (ENGINE S10). */
    private Map<ObjectKey, Set<String>> baseUrls(Set<ObjectKey> keys) {
        Map<ObjectKey, Set<String>> urls = new HashMap<>();
        for (ObjectKey key : keys) {
            BaseEntry base = state.base(key);
            if (base != null) {
                Set<String> of = new HashSet<>();
                Wire.collect(MergeForm.of(key.kind(), base.value(), trees.names()), of);
                urls.put(key, of);
            }
        }
        return urls;
    }

    /** A file that serves a failed object would carry a change that its base does not know; it waits with it. */
    private static List<FileChange> doable(List<FileChange> changes, Map<ObjectKey, Step> byKey) {
        List<FileChange> doable = new ArrayList<>();
        for (FileChange change : changes) {
            boolean fine = change.objects().stream().map(byKey::get).allMatch(step -> step == null || step.fine());
            if (fine) {
                doable.add(change);
            } else {
                change.objects().forEach(key -> overtaken(byKey, key, "another object in " + change.path() + " waits"));
            }
        }
        return doable;
    }

    /** Puts into the trash what goes, and returns it by its path. */
    private Map<String, byte[]> keepOldFiles(List<FileChange> changes) throws IOException {
        Map<String, byte[]> kept = new HashMap<>();
        Trash.Batch batch = null;
        for (FileChange change : changes) {
            if (change.trashOld()) {
                Optional<byte[]> old = project.bytes(change.path());
                if (old.isPresent()) {
                    batch = batch != null ? batch : trash.open(change.content() == null ? "deleted" : "replaced");
                    batch.keepFile(change.path(), old.get(), change.reason());
                    kept.put(change.path(), old.get());
                }
            }
        }
        return kept;
    }

    private void perform(List<FileChange> changes, Map<ObjectKey, Step> byKey, Removals removals) throws IOException {
        try {
            for (FileChange change : changes) {
                boolean fine = change.objects().stream().map(byKey::get).allMatch(step -> step == null || step.fine());
                if (!fine) {
                    continue;
                }
                try {
                    if (project.perform(change)) {
                        removals.done(change);
                    } else {
                        change.objects().forEach(key -> overtaken(byKey, key, change.path() + " changed meanwhile"));
                        removals.takeBack(change);
                    }
                } catch (IOException e) {
                    change.objects()
                            .forEach(key -> fail(byKey, key, "cannot write " + change.path() + ": " + e.getMessage()));
                    removals.takeBack(change, e);
                }
            }
        } finally {
            state.written();
            trees.changed();
        }
    }

    private static void overtaken(Map<ObjectKey, Step> byKey, ObjectKey key, String reason) {
        Step step = byKey.get(key);
        if (step != null) {
            step.overtaken(reason);
        }
    }

    private static void fail(Map<ObjectKey, Step> byKey, ObjectKey key, String reason) {
        Step step = byKey.get(key);
        if (step != null) {
            step.failed(reason);
        }
    }
}
