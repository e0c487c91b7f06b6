package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.Scheduler;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where other threads leave word for the sync context: hints, a lost connection, requests. Each wakes it. */
final class Inbox implements Remote.Hints {
    private final Scheduler scheduler;
    private final Set<ObjectKey> hinted = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable String> disconnected = new AtomicReference<>();

    Inbox(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void changed(ObjectKey key) {
        hinted.add(key);
        scheduler.wake();
    }

    @Override
    public void disconnected(String reason) {
        disconnected.set(reason);
        scheduler.wake();
    }

    void request(Runnable request) {
        requests.add(request);
        scheduler.wake();
    }

    /** A request with an answer; what it throws goes to whoever waits for that. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        request(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Objects that the admin socket named since the last call. */
    Set<ObjectKey> takeHints() {
        Set<ObjectKey> taken = new HashSet<>(hinted);
        hinted.removeAll(taken);
        return taken;
    }

    /** Why the connection was lost since the last call, or null. */
    @Nullable
    String takeDisconnected() {
        return disconnected.getAndSet(null);
    }

    /** The next request, or null. */
    @Nullable
    Runnable nextRequest() {
        return requests.poll();
    }
}
