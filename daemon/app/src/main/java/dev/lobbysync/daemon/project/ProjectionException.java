package dev.lobbysync.daemon.project;

/** An edit cannot be carried out in files. The message names the object or path and the remedy. */
final class ProjectionException extends Exception {
    private static final long serialVersionUID = 1L;

    ProjectionException(String message) {
        super(message);
    }
}
