package dev.lobbysync.daemon.world;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A Vert.x for the tests of one class, and whatever a test opens closed after it. */
abstract class WorldTest {
    static Vertx vertx;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    RuntimeClient client(FakeRuntime runtime) {
        return client(runtime.address(), RemoteAssertions.QUICK);
    }

    RuntimeClient client(RuntimeAddress address, RuntimeTiming timing) {
        return closing(RuntimeClient.create(vertx, address, timing));
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
