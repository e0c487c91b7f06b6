package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;

/** Gives every failure that leaves this package its one type. */
final class RemoteFailures {
    private RemoteFailures() {}

    static RemoteException of(Throwable cause, String what) {
        return cause instanceof RemoteException known
                ? known
                : new RemoteException(Kind.AWAY, "", what + " failed: " + Lost.words(cause), cause);
    }
}
