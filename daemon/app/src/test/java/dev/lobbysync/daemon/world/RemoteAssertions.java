package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lobbysync.daemon.port.RemoteException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How failures look, and timings short enough for tests. */
final class RemoteAssertions {
    static final RuntimeTiming QUICK = new RuntimeTiming(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            List.of(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)));

    static final RuntimeTiming IMPATIENT = new RuntimeTiming(
            Duration.ofSeconds(5), Duration.ofMillis(1500), Duration.ofMillis(700), Duration.ofSeconds(20), List.of());

    private RemoteAssertions() {}

    static RemoteException failureOf(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(RemoteException.class);
        assertThat(thrown.getMessage()).doesNotContain(FakeRuntime.CODE);
        return (RemoteException) thrown;
    }

    static RemoteException failureOf(CompletableFuture<?> future) {
        return failureOf(() -> get(future));
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
