package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.port.Telemetry;

/** How a decision is called in the log. */
final class Modes {
    private Modes() {}

    static Telemetry.Mode of(Decision decision) {
        if (decision instanceof Decision.PullToLocal) {
            return Telemetry.Mode.PULL;
        }
        if (decision instanceof Decision.PushToRemote) {
            return Telemetry.Mode.PUSH;
        }
        if (decision instanceof Decision.MergeBoth) {
            return Telemetry.Mode.MERGE;
        }
        if (decision instanceof Decision.DeleteLocal) {
            return Telemetry.Mode.DELETE_LOCAL;
        }
        if (decision instanceof Decision.DeleteRemote) {
            return Telemetry.Mode.DELETE_REMOTE;
        }
        if (decision instanceof Decision.Conflict) {
            return Telemetry.Mode.CONFLICT;
        }
        return decision instanceof Decision.Hold ? Telemetry.Mode.HOLD : Telemetry.Mode.ADOPT;
    }
}
