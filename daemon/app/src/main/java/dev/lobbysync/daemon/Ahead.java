package dev.lobbysync.daemon;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Work that begins on a thread of its own before its result is needed. Whoever takes the result owns it from then on; the
 * thread is done with it.
 */
final class Ahead<T> {
    /** The work. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final FutureTask<T> task;

    private Ahead(Work<T> work) {
        this.task = new FutureTask<>(work::run);
    }

    static <T> Ahead<T> begin(String name, Work<T> work) {
        Ahead<T> ahead = new Ahead<>(work);
        Thread thread = new Thread(ahead.task, name);
        thread.setDaemon(true);
        thread.start();
        return ahead;
    }

    /** Waits for the result; what the work threw is thrown here. */
    T result() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // a start is not left half-way; whoever waits next is told
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the work ended in an error", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The result is not wanted any more: it is given back, if there is one. */
    void giveUp(Consumer<T> back) {
        try {
            back.accept(result());
        } catch (IOException | RuntimeException e) {
            return; // there is nothing to give back, and why the start failed is told by whoever gave up
        }
    }
}
