package dev.lobbysync.daemon.port;

import java.io.IOException;

/**
 * The directory of the project is gone: nothing can be said about its files, least of all that somebody deleted them. A
 * person must put it back (DESIGN 6).
 */
public final class ProjectGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the directory and the remedy. */
    public ProjectGoneException(String root) {
        super("the directory of the project is gone (" + root
                + "), and nothing counts as deleted by that; put it back, then run: gamedev sync resume");
    }
}
