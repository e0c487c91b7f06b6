package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Watcher;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What happened to the files, by the watcher and by looking at all of them (DESIGN 4). The look comes now and then, and
 * whenever more depends on it: after lost events, for a flush, after git was busy, and before a deletion counts.
 */
final class FileNews {
    private static final long RESCAN_MILLIS = 60_000;
    private static final long RESCAN_DEGRADED_MILLIS = 2_000;

    private final Watcher watcher;
    private final Project project;
    private final Clock clock;
    private final Trees trees;
    private final Waits waits;
    private final Flushes flushes;
    private final GitPause git;
    private long lastScan;

    FileNews(Ports ports, Trees trees, Waits waits, Flushes flushes, GitPause git) {
        this.watcher = ports.watcher();
        this.project = ports.project();
        this.clock = ports.clock();
        this.trees = trees;
        this.waits = waits;
        this.flushes = flushes;
        this.git = git;
    }

    /** From now on the files are watched. */
    void start(Runnable wake) throws IOException {
        lastScan = clock.monotonicMillis();
        watcher.start(wake);
    }

    /** Marks dirty what changed. */
    void take() throws IOException {
        Watcher.Batch batch = watcher.drain();
        boolean freed = git.takeFreed();
        boolean asked = freed || flushes.anyToScan() || trees.deletionDue();
        if (batch.overflow() || asked || clock.monotonicMillis() >= nextScan()) {
            scan();
            flushes.scanned();
        } else if (!batch.paths().isEmpty()) {
            waits.dirty(withFollowers(project.refresh(batch.paths())));
            trees.changed();
        }
    }

    /** Looks at all files. */
    void scan() throws IOException {
        long began = clock.monotonicMillis();
        waits.dirty(withFollowers(project.scan()));
        lastScan = clock.monotonicMillis();
        trees.scanned(began);
        trees.changed();
    }

    /** When all files are looked at next. */
    long nextScan() {
        return lastScan + (watcher.degraded() == null ? RESCAN_MILLIS : RESCAN_DEGRADED_MILLIS);
    }

    /** Whether the watcher is still waiting for a burst to end. */
    boolean settling() {
        return watcher.settlesInMillis() > 0;
    }

    private Set<ObjectKey> withFollowers(Set<ObjectKey> changed) {
        Set<ObjectKey> all = new HashSet<>(changed);
        changed.forEach(key -> all.addAll(project.importers(key)));
        return all;
    }
}
