package dev.lobbysync.daemon.control;

/**
 * How text for people may look.
 *
 * @param width columns of the terminal; 0 if there is none
 */
public record Page(Style style, int width) {
    private static final int WIDE = 100;

    /** Plain text for whatever reads it. */
    public static final Page PLAIN = new Page(Style.PLAIN, 0);

    /** Whether three columns stand side by side. */
    boolean wide() {
        return width >= WIDE;
    }
}
