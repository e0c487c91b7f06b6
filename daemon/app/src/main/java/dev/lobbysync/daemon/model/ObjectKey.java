package dev.lobbysync.daemon.model;

import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Comparator;
import java.util.Objects;

/**
 * Names one object of the world for as long as it lives. The stable identity is the {@code id}; uid and path are hints
 * (PROTOCOL 5.1, DESIGN 3).
 *
 * @param kind what it is
 * @param id blueprint or entity id, {@code @shared/<path>} of a module, or one of the two fixed names
 */
public record ObjectKey(ObjectKind kind, String id) implements Comparable<ObjectKey> {
    /** The world's settings, {@code $world.settings} in conflict artifacts. */
    public static final ObjectKey SETTINGS = new ObjectKey(ObjectKind.SETTINGS, "$world.settings");

    /** The world's spawn pose, {@code $world.spawn} in conflict artifacts. */
    public static final ObjectKey SPAWN = new ObjectKey(ObjectKind.SPAWN, "$world.spawn");

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::kind).thenComparing(ObjectKey::id);

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

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case SETTINGS, SPAWN -> kind.wireName();
            default -> kind.wireName() + " " + id;
        };
    }
}
