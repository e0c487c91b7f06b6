package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Clock;
import java.util.ArrayList;
import java.util.List;

/** What happened in a simulated history, one line per event. */
final class Trace {
    private final Clock clock;
    private final List<String> lines = new ArrayList<>();
    private int step = -1;

    Trace(Clock clock) {
        this.clock = clock;
    }

    /** What follows is of this step. */
    void step(int number) {
        step = number;
    }

    void note(String what) {
        lines.add(step + " at " + clock.monotonicMillis() + " " + what);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
