package dev.lobbysync.merge;

import java.util.Locale;
import java.util.Optional;

/**
 * Who wins where both sides changed one path differently (ENGINE S5). Nothing else is decided by it: a one-sided change
 * is always taken, and an edit against a delete is always a conflict.
 */
public enum Ownership {
    /** The files win. */
    LOCAL,
    /** The world runtime, that is remote, wins. */
    RUNTIME,
    /** Nobody wins: a person decides. */
    SHARED;

    /**
     * The ownership named in a policy file or a {@code managedBy} field: {@code local}, {@code runtime} or its alias
     * {@code remote}, {@code shared}; case and surrounding blanks do not matter. Anything else is empty.
     */
    public static Optional<Ownership> ofName(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "local" -> Optional.of(LOCAL);
            case "runtime", "remote" -> Optional.of(RUNTIME);
            case "shared" -> Optional.of(SHARED);
            default -> Optional.empty();
        };
    }

    /** The same ownership as seen with local and remote swapped. */
    Ownership swapped() {
        return switch (this) {
            case LOCAL -> RUNTIME;
            case RUNTIME -> LOCAL;
            case SHARED -> SHARED;
        };
    }
}
