package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connect that begins on a thread of its own before the sync context asks for it, so that the runtime answers while
 * state and files are read. The result is handed over once; what the socket tells until then is kept.
 */
final class EarlyConnect {
    private static final Logger LOG = LoggerFactory.getLogger(EarlyConnect.class);
    private static final long PATIENCE_SECONDS = 5;

    /** Connects, and blocks until that is done. */
    interface Connecting {
        Remote.Session connect(Remote.Hints hints) throws RemoteException;
    }

    private final Kept kept = new Kept();
    private final FutureTask<Remote.Session> task;

    private EarlyConnect(Connecting connecting) {
        this.task = new FutureTask<>(() -> connecting.connect(kept));
    }

    static EarlyConnect begin(Connecting connecting) {
        EarlyConnect early = new EarlyConnect(connecting);
        Thread thread = new Thread(early.task, "early-connect");
        thread.setDaemon(true);
        thread.start();
        return early;
    }

    /** Waits for the session; from here on the hints go where they belong, first those that were kept. */
    Remote.Session join(Remote.Hints hints) throws RemoteException {
        try {
            Remote.Session session = task.get();
            kept.handOver(hints);
            return session;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemoteException failure) {
                throw failure;
            }
            throw new IllegalStateException("connecting to the runtime failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(RemoteException.Kind.AWAY, "", "interrupted while connecting", e);
        }
    }

    /** Nobody wants the session any more: returns once nothing can be opened by it. */
    void abandon() {
        try {
            task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a connect that nobody waits for any more came to nothing", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hints that nobody could be told yet. */
    private static final class Kept implements Remote.Hints {
        private final Set<ObjectKey> changed = new LinkedHashSet<>();
        private @Nullable String lost;
        private Remote.@Nullable Hints listener;

        synchronized void handOver(Remote.Hints hints) {
            listener = hints;
            changed.forEach(hints::changed);
            if (lost != null) {
                hints.disconnected(lost);
            }
        }

        @Override
        public synchronized void changed(ObjectKey key) {
            if (listener == null) {
                changed.add(key);
            } else {
                listener.changed(key);
            }
        }

        @Override
        public synchronized void disconnected(String reason) {
            if (listener == null) {
                lost = reason;
            } else {
                listener.disconnected(reason);
            }
        }
    }
}
