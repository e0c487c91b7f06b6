package dev.lobbysync.daemon.port;

/** Randomness, injected so that a simulation repeats. */
public interface Random {
    /** Uniform in [0, bound). */
    long below(long bound);

    /** A fresh UUID in its usual text form. */
    String uuid();

    /** A fresh short id: 10 characters out of {@code 0-9a-zA-Z} (PROTOCOL 0). */
    String shortId();
}
