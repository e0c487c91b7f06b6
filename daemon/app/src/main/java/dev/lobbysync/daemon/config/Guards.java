package dev.lobbysync.daemon.config;

/**
 * When a plan deletes so much that a person is asked first (DESIGN 6): at least {@code minDeletions} objects and more
 * than {@code maxPercent} percent of their kind.
 */
public record Guards(int minDeletions, int maxPercent) {
    public static final Guards DEFAULT = new Guards(5, 30);
}
