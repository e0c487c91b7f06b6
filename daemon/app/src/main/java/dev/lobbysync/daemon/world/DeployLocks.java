package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Remote.DeployLock;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.api.LockGrant;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** Acquires, renews and releases deploy locks (PROTOCOL 6.1). Tokens are secret: never in a message. */
final class DeployLocks {
    private static final String URI = "/admin/deploy-lock";

    /** Short, so that a lock left by a crash is soon gone (PROTOCOL 11, item 70). */
    private static final int TTL_SECONDS = 20;

    private final EventLoop loop;
    private final RuntimeHttp http;
    private final Answers answers;
    private final RuntimeTiming timing;
    private volatile boolean closed;

    DeployLocks(EventLoop loop, RuntimeHttp http, Answers answers, RuntimeTiming timing) {
        this.loop = loop;
        this.http = http;
        this.answers = answers;
        this.timing = timing;
    }

    DeployLock lock(String scope, String owner) throws RemoteException {
        LockGrant grant = EventLoop.await(acquire(scope, owner), timing.request(), "acquiring the lock of " + scope);
        HeldLock held = new HeldLock(this, loop, timing, scope, owner, grant);
        held.keepRenewing();
        return held;
    }

    void releaseLeftover(String scope, String token) throws RemoteException {
        EventLoop.await(release(scope, token), timing.request(), "releasing the lock of " + scope);
    }

    Future<LockGrant> acquire(String scope, String owner) {
        ObjectNode body =
                Json.object().put("owner", owner).put("ttl", TTL_SECONDS).put("scope", scope);
        return http.send(HttpMethod.POST, URI, body).compose(reply -> {
            try {
                return Future.succeededFuture(answers.read(reply, LockGrant::from));
            } catch (RemoteException e) {
                return Future.failedFuture(e);
            }
        });
    }

    /** Milliseconds granted anew. Fails with REJECTED if the lock is not ours any more. */
    Future<Long> renew(String scope, String token) {
        ObjectNode body =
                Json.object().put("token", token).put("ttl", TTL_SECONDS).put("scope", scope);
        return http.send(HttpMethod.PUT, URI, body).compose(reply -> {
            try {
                return Future.succeededFuture(
                        answers.object(reply).path("ttlMs").asLong(TTL_SECONDS * 1000L));
            } catch (RemoteException e) {
                return Future.failedFuture(e);
            }
        });
    }

    /** A lock that is gone, or somebody else's by now, counts as released. */
    Future<Void> release(String scope, String token) {
        ObjectNode body = Json.object().put("token", token).put("scope", scope);
        return http.send(HttpMethod.DELETE, URI, body).compose(reply -> {
            if (reply.ok()) {
                return Future.succeededFuture();
            }
            RemoteException failure = answers.failure(reply);
            return notOurs(failure) ? Future.succeededFuture() : Future.failedFuture(failure);
        });
    }

    /** Ends all renewals. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    static boolean notOurs(Throwable failure) {
        return failure instanceof RemoteException remote
                && remote.kind() == Kind.REJECTED
                && (remote.code().equals(ErrorCode.NOT_LOCKED) || remote.code().equals(ErrorCode.NOT_OWNER));
    }
}
