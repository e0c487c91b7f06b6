package dev.lobbysync.daemon.world;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Runs at most so many asynchronous works at once, the rest in order of arrival. Confined to the event loop. */
final class Lanes {
    private final int width;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    Lanes(int width) {
        this.width = width;
    }

    <T> Future<T> run(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        Runnable start = () -> {
            busy++;
            work.get().onComplete((result, failure) -> {
                busy--;
                promise.complete(result, failure);
                next();
            });
        };
        if (busy < width) {
            start.run();
        } else {
            waiting.add(start);
        }
        return promise.future();
    }

    private void next() {
        Runnable start = busy < width ? waiting.poll() : null;
        if (start != null) {
            start.run();
        }
    }
}
