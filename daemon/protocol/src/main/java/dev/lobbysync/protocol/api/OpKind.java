package dev.lobbysync.protocol.api;

import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Optional;

/** The kinds of changefeed operations (PROTOCOL 4.2). */
public enum OpKind {
    BLUEPRINT_ADD("blueprint.add", ObjectKind.BLUEPRINT),
    BLUEPRINT_UPDATE("blueprint.update", ObjectKind.BLUEPRINT),
    BLUEPRINT_REMOVE("blueprint.remove", ObjectKind.BLUEPRINT),
    ENTITY_ADD("entity.add", ObjectKind.ENTITY),
    ENTITY_UPDATE("entity.update", ObjectKind.ENTITY),
    ENTITY_REMOVE("entity.remove", ObjectKind.ENTITY),
    SETTINGS_UPDATE("settings.update", ObjectKind.SETTINGS),
    SPAWN_UPDATE("spawn.update", ObjectKind.SPAWN),
    /** A kind that this version does not know. Its {@code objectKind()} is empty; treat the op as a hint only. */
    OTHER("other");

    private final String wireName;
    private final Optional<ObjectKind> objectKind;

    OpKind(String wireName, ObjectKind objectKind) {
        this.wireName = wireName;
        this.objectKind = Optional.of(objectKind);
    }

    OpKind(String wireName) {
        this.wireName = wireName;
        this.objectKind = Optional.empty();
    }

    /** The name in the feed, for example {@code blueprint.update}. */
    public String wireName() {
        return wireName;
    }

    /** What the operation changed; empty for {@link #OTHER}. */
    public Optional<ObjectKind> objectKind() {
        return objectKind;
    }

    /** Whether the object came into being, or was replaced as a whole. */
    public boolean isAdd() {
        return this == BLUEPRINT_ADD || this == ENTITY_ADD;
    }

    /** Whether the object is gone afterwards. */
    public boolean isRemove() {
        return this == BLUEPRINT_REMOVE || this == ENTITY_REMOVE;
    }

    /** The kind called {@code name}, {@link #OTHER} if it is not known. */
    public static OpKind ofWireName(String name) {
        for (OpKind kind : values()) {
            if (kind.wireName.equals(name)) {
                return kind;
            }
        }
        return OTHER;
    }
}
