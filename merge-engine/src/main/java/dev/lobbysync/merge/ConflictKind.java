package dev.lobbysync.merge;

/** What the two sides did that a merge cannot combine. */
public enum ConflictKind {
    /** Both changed the value, differently. */
    BOTH_CHANGED,
    /** Both added a value that the base does not have, differently. */
    BOTH_ADDED,
    /** One side replaced an object by something else, or the reverse, and the other changed it too (ENGINE S2). */
    TYPE_CHANGED,
    /** Local deleted what remote edited (ENGINE S4). */
    LOCAL_DELETED,
    /** Remote deleted what local edited (ENGINE S4). */
    REMOTE_DELETED,
    /** The merge was clean, but its result is not a valid document (ENGINE S6). */
    INVALID;

    /** Whether one side deleted what the other edited; no policy ever decides such a conflict. */
    public boolean isDeletion() {
        return this == LOCAL_DELETED || this == REMOTE_DELETED;
    }

    /** The same conflict as seen with local and remote swapped. */
    public ConflictKind swapped() {
        return switch (this) {
            case LOCAL_DELETED -> REMOTE_DELETED;
            case REMOTE_DELETED -> LOCAL_DELETED;
            case BOTH_CHANGED, BOTH_ADDED, TYPE_CHANGED, INVALID -> this;
        };
    }
}
