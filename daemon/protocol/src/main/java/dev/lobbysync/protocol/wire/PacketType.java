package dev.lobbysync.protocol.wire;

/** The packets of the runtime's socket, each with its ids in both packet tables (PROTOCOL 3.2, 10.1). */
public enum PacketType {
    SNAPSHOT("snapshot", 0),
    COMMAND("command", 1),
    CHAT_ADDED("chatAdded", 2),
    CHAT_CLEARED("chatCleared", 3),
    BLUEPRINT_ADDED("blueprintAdded", 4),
    BLUEPRINT_MODIFIED("blueprintModified", 5),
    ENTITY_ADDED("entityAdded", 6),
    ENTITY_MODIFIED("entityModified", 7),
    ENTITY_EVENT("entityEvent", 8),
    ENTITY_REMOVED("entityRemoved", 9),
    PLAYER_TELEPORT("playerTeleport", 10),
    PLAYER_PUSH("playerPush", 11),
    PLAYER_SESSION_AVATAR("playerSessionAvatar", 12),
    PLAYER_AVATAR("playerAvatar", 13),
    LIVE_KIT_LEVEL("liveKitLevel", 14),
    MUTE("mute", 15),
    SETTINGS_MODIFIED("settingsModified", 16),
    SPAWN_MODIFIED("spawnModified", 17),
    MODIFY_RANK("modifyRank", 18),
    KICK("kick", 19),
    PING("ping", 20),
    PONG("pong", 21),
    BLUEPRINT_REMOVED("blueprintRemoved", 22),
    ADMIN_AUTH("adminAuth", 23),
    ADMIN_AUTH_OK("adminAuthOk", 24),
    ADMIN_AUTH_ERROR("adminAuthError", 25),
    ADMIN_COMMAND("adminCommand", 26),
    ADMIN_RESULT("adminResult", 27),
    PLAYER_JOINED("playerJoined", 28),
    PLAYER_UPDATED("playerUpdated", 29),
    PLAYER_LEFT("playerLeft", 30),
    SCRIPT_AI_REQUEST("scriptAiRequest", 31),
    SCRIPT_AI_PROPOSAL("scriptAiProposal", 32),
    SCRIPT_AI_EVENT("scriptAiEvent", 33),
    AI_CREATE_REQUEST("aiCreateRequest", 34),
    SERVER_LOG("serverLog", 35),
    SERVER_LOG_HISTORY("serverLogHistory", 36),
    SUBSCRIBE_LOGS("subscribeLogs", 37),
    UNSUBSCRIBE_LOGS("unsubscribeLogs", 38),
    /** R2 only. */
    LIVEKIT_LEAVE("livekitLeave", PacketType.NONE, 15),
    /** R2 only. */
    LIVEKIT_TOKEN("livekitToken", PacketType.NONE, 16);

    /** The id of a packet that a table does not have. */
    static final int NONE = -1;

    private static final int LAST_COMMON_ID = 14;
    private static final int SHIFT = 2;

    private final String wireName;
    private final int r1;
    private final int r2;

    PacketType(String wireName, int r1) {
        this(wireName, r1, r1 <= LAST_COMMON_ID ? r1 : r1 + SHIFT);
    }

    PacketType(String wireName, int r1, int r2) {
        this.wireName = wireName;
        this.r1 = r1;
        this.r2 = r2;
    }

    /** The protocol's own name, for example {@code adminResult}. */
    public String wireName() {
        return wireName;
    }

    int r1() {
        return r1;
    }

    int r2() {
        return r2;
    }
}
