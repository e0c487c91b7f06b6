package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Clock;

/** Virtual time that stands still until it is moved. */
public final class TestClock implements Clock {
    private long wall = 1_772_438_400_000L; // 2026-03-02T08:00:00.000Z
    private long monotonic;

    @Override
    public long wallMillis() {
        return wall;
    }

    @Override
    public long monotonicMillis() {
        return monotonic;
    }

    public void advance(long millis) {
        wall += millis;
        monotonic += millis;
    }

    /** Sets the wall clock only, as an administrator does. */
    public void setWall(long millis) {
        wall = millis;
    }
}
