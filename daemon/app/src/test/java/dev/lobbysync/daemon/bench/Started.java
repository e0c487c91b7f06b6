package dev.lobbysync.daemon.bench;

/**
 * A runtime that serves.
 *
 * @param process the program
 * @param url where
 */
record Started(Child process, String url) implements AutoCloseable {
    @Override
    public void close() {
        process.close();
    }
}
