package dev.lobbysync.daemon.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The last decisions, so many and no more. Callable from any thread. */
public final class DecisionLog {
    private final ArrayDeque<RecentDecision> ring;
    private final int capacity;

    /** A log that forgets all but the last {@code capacity} decisions. */
    public DecisionLog(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a log keeps at least one decision");
        }
        this.capacity = capacity;
        this.ring = new ArrayDeque<>(Math.min(capacity, 64));
    }

    synchronized void add(RecentDecision decision) {
        if (ring.size() == capacity) {
            ring.removeFirst();
        }
        ring.addLast(decision);
    }

    /** What it remembers, newest first. */
    public synchronized List<RecentDecision> newestFirst() {
        List<RecentDecision> decisions = new ArrayList<>(ring);
        Collections.reverse(decisions);
        return decisions;
    }
}
