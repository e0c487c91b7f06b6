package dev.lobbysync.protocol.api;

/** The error codes of the runtime, as they stand in {@code error} (PROTOCOL 13). */
public final class ErrorCode {

    /** Wrong or missing credentials, or a missing deploy capability. */
    public static final String ADMIN_REQUIRED = "admin_required";

    /** A packet other than {@code adminAuth} before authentication; often the wrong packet table. */
    public static final String UNAUTHORIZED = "unauthorized";

    /** The admin code is wrong. */
    public static final String INVALID_CODE = "invalid_code";

    public static final String INVALID_PACKET = "invalid_packet";
    public static final String UNKNOWN_TYPE = "unknown_type";
    public static final String BUILDER_REQUIRED = "builder_required";
    public static final String INVALID_PAYLOAD = "invalid_payload";
    public static final String NOT_FOUND = "not_found";
    /** An entity still uses the blueprint. */
    public static final String IN_USE = "in_use";

    /** The sent version is not above the current one; {@code current} holds that blueprint. */
    public static final String VERSION_MISMATCH = "version_mismatch";

    public static final String SCOPE_UNKNOWN = "scope_unknown";
    public static final String SCOPE_MISMATCH = "scope_mismatch";
    public static final String MULTI_SCOPE_NOT_SUPPORTED = "multi_scope_not_supported";
    /** No lock is held for the scope. */
    public static final String DEPLOY_LOCK_REQUIRED = "deploy_lock_required";

    /** Somebody else holds the lock; {@code lock} tells who. */
    public static final String DEPLOY_LOCKED = "deploy_locked";

    /** The lock cannot be acquired; {@code lock} tells who holds it. */
    public static final String LOCKED = "locked";

    public static final String NOT_LOCKED = "not_locked";
    public static final String NOT_OWNER = "not_owner";
    public static final String INVALID_SCRIPT_FILES = "invalid_script_files";
    public static final String INVALID_SCRIPT_ENTRY = "invalid_script_entry";
    public static final String AI_REQUEST_PENDING = "ai_request_pending";
    public static final String INVALID_OP = "invalid_op";
    public static final String PLAYER_NOT_FOUND = "player_not_found";
    public static final String NOT_CONNECTED = "not_connected";
    public static final String INVALID_CURSOR = "invalid_cursor";
    public static final String INVALID_LIMIT = "invalid_limit";
    public static final String DB_UNAVAILABLE = "db_unavailable";
    public static final String SNAPSHOT_FAILED = "snapshot_failed";
    public static final String ROLLBACK_FAILED = "rollback_failed";
    public static final String CLEAN_FAILED = "clean_failed";
    /** An unexpected failure inside the runtime. */
    public static final String SERVER_ERROR = "server_error";

    /** R2 only. The runtime is still starting; retry after a moment. */
    public static final String RUNTIME_NOT_READY = "runtime_not_ready";

    /** R2 only. */
    public static final String UPLOAD_TOO_LARGE = "upload_too_large";

    /** R2 only. */
    public static final String MISSING_FILE = "missing_file";

    /** R2 only. */
    public static final String PLAYER_LIMIT_MAX = "player_limit_max";

    private ErrorCode() {}
}
