package dev.lobbysync.daemon.mergedriver;

/**
 * How conflicts are marked, diff3 style.
 *
 * @param size how often the sign of a marker is repeated
 * @param base what the versions are called; likewise the other two
 */
record Markers(int size, String base, String local, String remote) {
    /** As long as git and everybody else makes them. */
    static final int SIZE = 7;

    String beforeLocal() {
        return "<".repeat(size) + " " + local;
    }

    String beforeBase() {
        return "|".repeat(size) + " " + base;
    }

    String beforeRemote() {
        return "=".repeat(size);
    }

    String afterRemote() {
        return ">".repeat(size) + " " + remote;
    }
}
