package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.GitState;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Downloads assets again whose file is gone while an object still names it (ENGINE S10). They need no plan: what the
 * object says has not changed, and a file that is there again by then is left alone.
 */
final class LostAssets {
    private static final long RETRY_MILLIS = 60_000;

    private final Project project;
    private final StateStore state;
    private final GitState git;
    private final Clock clock;
    private final Telemetry telemetry;
    private final Contents contents;
    private final AssetNames names;
    private final long graceMillis;

    /** When each missing file is due. */
    private final Map<String, Long> due = new HashMap<>();

    LostAssets(Ports ports, Contents contents, AssetNames names, long graceMillis) {
        this.project = ports.project();
        this.state = ports.state();
        this.git = ports.git();
        this.clock = ports.clock();
        this.telemetry = ports.telemetry();
        this.contents = contents;
        this.names = names;
        this.graceMillis = graceMillis;
    }

    /** Restores what has been missing long enough that nobody is just replacing it. */
    void restore() throws RemoteException, IOException {
        Map<String, String> missing = project.missingAssets();
        due.keySet().retainAll(missing.keySet());
        if (missing.isEmpty() || git.busyWith() != null) {
            return;
        }
        long now = clock.monotonicMillis();
        Map<String, String> ready = new TreeMap<>();
        missing.forEach((path, url) -> {
            if (due.computeIfAbsent(path, p -> now + graceMillis) <= now) {
                ready.put(path, url);
            }
        });
        if (!ready.isEmpty()) {
            ready.keySet().forEach(path -> due.put(path, now + RETRY_MILLIS));
            perform(fetch(ready));
        }
    }

    private List<FileChange> fetch(Map<String, String> urlByPath) throws RemoteException {
        Contents.Fetched fetched = contents.fetch(new TreeSet<>(urlByPath.values()), names);
        List<FileChange> changes = new ArrayList<>();
        urlByPath.forEach((path, url) -> {
            byte[] bytes = fetched.bytes().get(url);
            String hash = AssetUrl.parse(url).flatMap(AssetUrl::sha256).orElse("");
            if (bytes != null && Sha256.hex(bytes).equals(hash)) {
                changes.add(new FileChange(path, null, bytes, Set.of(), "restored: an object still names it", false));
            } else {
                telemetry.warn(path + " is missing, and the runtime does not have its content (" + url
                        + ") any more; put it back, or correct the reference");
            }
        });
        return changes;
    }

    private void perform(List<FileChange> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        state.writing(changes, StateChange.NONE);
        try {
            for (FileChange change : changes) {
                try {
                    if (project.perform(change)) {
                        telemetry.notice(change.path() + " was missing and is " + change.reason());
                    }
                } catch (IOException e) {
                    telemetry.warn("cannot write " + change.path() + ": " + e.getMessage() + "; it is tried again");
                }
            }
        } finally {
            state.written();
        }
    }
}
