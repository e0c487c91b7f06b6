package dev.lobbysync.daemon.model;

import java.util.Locale;

/** Which side a person chose when resolving a conflict. */
public enum Use {
    LOCAL,
    REMOTE,
    MERGED;

    /** The word used on the command line and in artifacts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
