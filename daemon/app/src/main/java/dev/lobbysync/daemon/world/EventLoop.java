package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one event loop context on which this package does its I/O and keeps its state, and the way in and out of it: {@link
 * #run} brings work onto it, {@link #await} waits for it from another thread.
 */
record EventLoop(Vertx vertx, Context context) {
    static EventLoop of(Vertx vertx) {
        return new EventLoop(vertx, vertx.getOrCreateContext());
    }

    /** Runs the work on the loop, after everything that was handed over before. */
    void run(Runnable work) {
        context.runOnContext(ignored -> work.run());
    }

    /**
     * Waits for a future of this package.
     *
     * @param patience a last resort: the work itself has its own, shorter deadline
     * @throws IllegalStateException on an event loop, which would wait for itself
     */
    static <T> T await(Future<T> future, Duration patience, String what) throws RemoteException {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(what + " would block the event loop; call it from another thread");
        }
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw RemoteFailures.of(e.getCause() == null ? e : e.getCause(), what);
        } catch (TimeoutException e) {
            throw new RemoteException(
                    Kind.AWAY, "", what + " was not answered within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(Kind.AWAY, "", what + " was interrupted; its outcome is unknown", e);
        }
    }
}
