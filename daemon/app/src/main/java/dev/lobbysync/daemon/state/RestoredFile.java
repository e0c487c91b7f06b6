package dev.lobbysync.daemon.state;

/**
 * A file whose write a crash cut short.
 *
 * @param path relative to the project root
 * @param outcome what was done about it, in words for people
 */
public record RestoredFile(String path, String outcome) {}
