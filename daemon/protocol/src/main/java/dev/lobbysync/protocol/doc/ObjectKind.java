package dev.lobbysync.protocol.doc;

/** What is kept in step: the four kinds of the runtime (PROTOCOL 5) and the shared script module (ENGINE S8). */
public enum ObjectKind {
    BLUEPRINT("blueprint"),
    ENTITY("entity"),
    SETTINGS("settings"),
    SPAWN("spawn"),
    /** A script under {@code shared/}, which the runtime knows only as copies inside blueprints. */
    MODULE("module");

    private final String wireName;

    ObjectKind(String wireName) {
        this.wireName = wireName;
    }

    /** The name in files and messages, for example {@code blueprint}. */
    public String wireName() {
        return wireName;
    }

    /** The kind called {@code name}; fails with {@link IllegalArgumentException} if there is none. */
    public static ObjectKind ofWireName(String name) {
        for (ObjectKind kind : values()) {
            if (kind.wireName.equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no object kind is called '" + name + "'");
    }
}
