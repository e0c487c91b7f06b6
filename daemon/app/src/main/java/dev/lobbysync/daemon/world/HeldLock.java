package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.Remote.DeployLock;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.api.LockGrant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deploy lock that is renewed at a third of its time to live until closed. A runtime that was restarted has forgotten
 * its locks (PROTOCOL 11, item 12): the lock is then acquired anew once, under a new token; if somebody else was quicker,
 * it is lost, and the next script command says so.
 */
final class HeldLock implements DeployLock {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLock.class);
    private static final long SHORTEST_MILLIS = 20;

    private final DeployLocks locks;
    private final EventLoop loop;
    private final RuntimeTiming timing;
    private final String scope;
    private final String owner;
    private volatile String token;
    private volatile boolean closed;
    private long ttlMillis;

    HeldLock(DeployLocks locks, EventLoop loop, RuntimeTiming timing, String scope, String owner, LockGrant grant) {
        this.locks = locks;
        this.loop = loop;
        this.timing = timing;
        this.scope = scope;
        this.owner = owner;
        this.token = grant.token();
        this.ttlMillis = grant.ttlMs();
    }

    @Override
    public String scope() {
        return scope;
    }

    @Override
    public String token() {
        return token;
    }

    void keepRenewing() {
        loop.run(this::renewLater);
    }

    private void renewLater() {
        if (!closed && !locks.closed()) {
            loop.vertx().setTimer(Math.max(SHORTEST_MILLIS, ttlMillis / 3), timer -> renew());
        }
    }

    private void renew() {
        if (closed || locks.closed()) {
            return;
        }
        locks.renew(scope, token)
                .onComplete(
                        ttl -> {
                            ttlMillis = ttl;
                            renewLater();
                        },
                        failure -> {
                            if (DeployLocks.notOurs(failure)) {
                                acquireAnew();
                            } else {
                                LOG.debug(
                                        "renewing the deploy lock of scope {} failed: {}", scope, failure.getMessage());
                                renewLater();
                            }
                        });
    }

    private void acquireAnew() {
        if (closed || locks.closed()) {
            return;
        }
        locks.acquire(scope, owner)
                .onComplete(
                        grant -> {
                            if (closed) {
                                locks.release(scope, grant.token()).onFailure(this::notReleased);
                                return;
                            }
                            LOG.info("the runtime had forgotten the deploy lock of scope {}; acquired it anew", scope);
                            token = grant.token();
                            ttlMillis = grant.ttlMs();
                            renewLater();
                        },
                        failure -> LOG.warn(
                                "lost the deploy lock of scope {}: {}; script changes of that scope wait",
                                scope,
                                failure.getMessage()));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            EventLoop.await(locks.release(scope, token), timing.request(), "releasing the lock of " + scope);
        } catch (RemoteException e) {
            notReleased(e);
        }
    }

    private void notReleased(Throwable failure) {
        LOG.warn(
                "could not release the deploy lock of scope {}: {}; it expires by itself within {} s",
                scope,
                failure.getMessage(),
                ttlMillis / 1000);
    }
}
