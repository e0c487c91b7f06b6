package dev.lobbysync.daemon.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until everything is synced. Each counts from the next full scan on, so that no file event is missed. */
final class Flushes {
    private final List<CompletableFuture<Flushed>> toScan = new ArrayList<>();
    private final List<CompletableFuture<Flushed>> scanned = new ArrayList<>();

    void add(CompletableFuture<Flushed> flush) {
        toScan.add(flush);
    }

    boolean anyToScan() {
        return !toScan.isEmpty();
    }

    boolean anyScanned() {
        return !scanned.isEmpty();
    }

    /** A full scan has ended. */
    void scanned() {
        scanned.addAll(toScan);
        toScan.clear();
    }

    /** Nothing is in flight any more. */
    void finish() {
        answer(scanned, Flushed.SETTLED);
    }

    /** There is no use in waiting on. */
    void giveUp(Flushed how) {
        answer(toScan, how);
        answer(scanned, how);
    }

    private static void answer(List<CompletableFuture<Flushed>> waiting, Flushed how) {
        // Whoever is answered may ask again at once.
        List<CompletableFuture<Flushed>> answered = List.copyOf(waiting);
        waiting.clear();
        answered.forEach(flush -> flush.complete(how));
    }
}
