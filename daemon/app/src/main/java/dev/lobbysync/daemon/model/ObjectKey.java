package dev.lobbysync.daemon.model;

import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names one object of the world for as long as it lives. The stable identity is the {@code id}; uid and path are hints
 * (PROTOCOL 5.1, DESIGN 3).
 *
 * @param kind what it is
 * @param id blueprint or entity id, {@code @shared/<path>} of a module, or one of the two fixed names
 */
public record ObjectKey(ObjectKind kind, String id) implements Comparable<ObjectKey> {
    private static final int LONGEST_SHOWN = 200;

    /** The world's settings, {@code $world.settings} in conflict artifacts. */
    public static final ObjectKey SETTINGS = new ObjectKey(ObjectKind.SETTINGS, "$world.settings");

    /** The world's spawn pose, {@code $world.spawn} in conflict artifacts. */
    public static final ObjectKey SPAWN = new ObjectKey(ObjectKind.SPAWN, "$world.spawn");

    public ObjectKey {
        Objects.requireNonNull(kind, "kind");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an object needs an id");
        }
    }

    public static ObjectKey blueprint(String id) {
        return new ObjectKey(ObjectKind.BLUEPRINT, id);
    }

    public static ObjectKey entity(String id) {
        return new ObjectKey(ObjectKind.ENTITY, id);
    }

    /**
     * A shared module, an object of its own (ENGINE S8).
     *
     * @param scriptPath its key in {@code scriptFiles}, {@code @shared/<path>}
     */
    public static ObjectKey module(String scriptPath) {
        return new ObjectKey(ObjectKind.MODULE, scriptPath);
    }

    /** By hand, like the two below: keys are compared a million times, and what records generate starts slowly. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectKey key && kind == key.kind && id.equals(key.id);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + kind.name().hashCode();
    }

    @Override
    public int compareTo(ObjectKey other) {
        return kind == other.kind ? id.compareTo(other.id) : kind.compareTo(other.kind);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case SETTINGS, SPAWN -> kind.wireName();
            default -> kind.wireName() + " " + shown(id);
        };
    }

    /** An id for people: what is beyond all reason is cut, so that one object cannot flood a log. */
    public static String shown(String id) {
        return id.length() <= LONGEST_SHOWN
                ? id
                : id.substring(0, LONGEST_SHOWN) + "… (" + id.length() + " characters)";
    }
}
