package dev.lobbysync.daemon.testing;

/** What a crash takes with it. */
public enum Loss {
    /** The process was killed; the operating system lives and has every byte. */
    NOTHING,
    /** Power went: everything that was not forced is gone. */
    UNFORCED,
    /** Power went in the middle of writing: of each unforced append half of the bytes got through. */
    HALF_OF_UNFORCED
}
