package dev.lobbysync.daemon.port;

/** Time, as an argument: no decision compares the clocks of two machines (ENGINE T12). */
public interface Clock {
    /** Wall clock, epoch milliseconds: for artifacts, trash and logs only. */
    long wallMillis();

    /** Monotonic milliseconds: for every interval, deadline and backoff. */
    long monotonicMillis();
}
