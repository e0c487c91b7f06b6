package dev.lobbysync.daemon.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until everything is synced. Each counts from the next full scan on, so that no file event is missed. */
final class Flushes {
    private final List<CompletableFuture<Boolean>> toScan = new ArrayList<>();
    private final List<CompletableFuture<Boolean>> scanned = new ArrayList<>();

    void add(CompletableFuture<Boolean> flush) {
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
        scanned.forEach(flush -> flush.complete(true));
        scanned.clear();
    }

    /** The daemon stops before it could tell. */
    void giveUp() {
        toScan.forEach(flush -> flush.complete(false));
        scanned.forEach(flush -> flush.complete(false));
        toScan.clear();
        scanned.clear();
    }
}
