package dev.lobbysync.merge;

/** Whose value a merge took; {@link #BOTH} where the sides made the same change or their changes were combined. */
public enum Side {
    LOCAL,
    REMOTE,
    BOTH;

    /** The same side as seen with local and remote swapped. */
    public Side swapped() {
        return switch (this) {
            case LOCAL -> REMOTE;
            case REMOTE -> LOCAL;
            case BOTH -> BOTH;
        };
    }
}
