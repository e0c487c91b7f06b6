package dev.lobbysync.daemon.testing;

/**
 * The process is gone. An {@link Error}, so that no {@code catch (IOException)} and no {@code catch (RuntimeException)}
 * between the disk and the test goes on as if it were alive.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String at) {
        super("simulated crash " + at);
    }
}
