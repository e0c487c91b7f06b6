package dev.lobbysync.daemon.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.WorldSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The runtime, as the sync context sees it. Calls block until answered or until the request timeout (15 s; uploads
 * longer); {@link #send} does not, so that commands can be pipelined. Implementations do their I/O on their own event
 * loop and never call back into the sync context except through {@link Hints}.
 */
public interface Remote extends AutoCloseable {
    /**
     * Connects: snapshot (which checks world id and code and tells the packet table), then WebSocket and
     * authentication. Reads the feed's head <em>before</em> the snapshot (DESIGN 4).
     */
    Session connect(Hints hints) throws RemoteException;

    /**
     * What was found on connecting.
     *
     * @param headCursor highest cursor of the feed before the snapshot was taken
     * @param sameProcess whether the runtime has been running since the last session ended ({@code uptime} of {@code
     *     /health}), so that catching up by cursor is enough
     */
    record Session(long headCursor, WorldSnapshot snapshot, boolean sameProcess) {}

    /** A fresh snapshot with the head cursor read before it. */
    Session snapshot() throws RemoteException;

    /** What the admin socket tells without being asked. Called on the I/O thread; must only note and wake. */
    interface Hints {
        /** Somebody changed this object; the feed knows more. Player packets never arrive here (PROTOCOL 3.7). */
        void changed(ObjectKey key);

        /** The socket is gone; {@link #connect} again. */
        void disconnected(String reason);
    }

    /** Ops with a cursor greater than the given one, ascending (PROTOCOL 4.1). */
    ChangePage changes(long cursor, int limit) throws RemoteException;

    /** One blueprint; empty if the runtime says that it does not exist. */
    Optional<ObjectNode> blueprint(String id) throws RemoteException;

    /**
     * Sends one WebSocket command; the future completes with the outcome, or with a {@link RemoteException} of kind
     * AWAY if the connection was lost before the answer (outcome unknown).
     *
     * @param command payload of {@code adminCommand} without {@code requestId}, {@code actor} and {@code source}
     */
    CompletableFuture<Outcome> send(ObjectNode command);

    /**
     * The answer to a command.
     *
     * @param error null if it was accepted, else a code of PROTOCOL 13
     * @param current with {@code version_mismatch}: the current blueprint
     * @param detail words for people: lock owner, scope details
     */
    record Outcome(@Nullable String error, @Nullable ObjectNode current, String detail) {
        public boolean ok() {
            return error == null;
        }
    }

    /** HTTP DELETE of a blueprint. {@code not_found} counts as done. */
    void removeBlueprint(String id) throws RemoteException;

    /** HTTP PUT of the spawn pose. */
    void putSpawn(ObjectNode pose) throws RemoteException;

    /** Makes sure that the runtime has the asset; asks first, uploads if needed, remembers what it knows to be there. */
    CompletableFuture<Void> upload(String assetUrl, byte[] bytes);

    /**
     * The bytes of an asset, verified against the hash in its name if it has one.
     * The future fails with a {@link RemoteException}, REJECTED with code {@code not_found}, if the runtime does not have
     * it.
     */
    CompletableFuture<byte[]> download(String assetUrl);

    /**
     * Acquires the deploy lock of a scope and keeps renewing it (TTL 20 s, at a third) until released. {@code REJECTED}
     * with {@code locked} if somebody else holds it; the message names the owner and when it expires.
     */
    DeployLock lock(String scope, String owner) throws RemoteException;

    /** Releases a token that an earlier run left held; unknown tokens are no error. */
    void releaseLeftover(String scope, String token) throws RemoteException;

    /** A deploy lock that is held and renewed. */
    interface DeployLock extends AutoCloseable {
        String scope();

        String token();

        /** Releases it; a lock that is gone already is no error. */
        @Override
        void close();
    }

    /** Saves blueprints for rollback (PROTOCOL 6.3). */
    String deploySnapshot(List<String> blueprintIds, String scope, String lockToken, @Nullable String note)
            throws RemoteException;

    @Override
    void close();
}
