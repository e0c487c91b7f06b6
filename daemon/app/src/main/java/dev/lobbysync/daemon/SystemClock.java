package dev.lobbysync.daemon;

import dev.lobbysync.daemon.port.Clock;
import java.time.InstantSource;

/** The machine's clocks. */
final class SystemClock implements Clock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    @Override
    public long wallMillis() {
        return InstantSource.system().millis();
    }

    @Override
    public long monotonicMillis() {
        return System.nanoTime() / NANOS_PER_MILLI;
    }
}
