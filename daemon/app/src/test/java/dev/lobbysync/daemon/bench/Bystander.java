package dev.lobbysync.daemon.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.world.RuntimeAddress;
import dev.lobbysync.daemon.world.RuntimeClient;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Somebody else at the same runtime: sees when an op is in the feed, edits the world from the other side. */
final class Bystander implements AutoCloseable {
    static final int WINDOW = 16;

    private final Vertx vertx = Vertx.vertx();
    private final RuntimeClient client;
    private final Semaphore pushes = new Semaphore(0);
    private long cursor;

    Bystander(String url) throws RemoteException {
        client = RuntimeClient.create(vertx, new RuntimeAddress(url, Programs.WORLD, Programs.CODE));
        cursor = client.connect(new Remote.Hints() {
                    @Override
                    public void changed(ObjectKey key) {
                        pushes.release();
                    }

                    @Override
                    public void disconnected(String reason) {
                        pushes.release();
                    }
                })
                .headCursor();
    }

    RuntimeClient client() {
        return client;
    }

    long head() throws RemoteException {
        return client.snapshot().headCursor();
    }

    /** From now on only new ops are seen. */
    void skipToHead() throws RemoteException {
        while (!newOps().isEmpty()) {
            pushes.drainPermits();
        }
    }

    /** Waits until the feed has an op about each of these objects, and returns how many ops it had by then. */
    int awaitOps(Set<String> objectIds) throws RemoteException, InterruptedException {
        Set<String> missing = new HashSet<>(objectIds);
        int seen = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < deadline) {
            for (FeedOp op : newOps()) {
                seen++;
                missing.remove(op.objectId());
            }
            if (missing.isEmpty()) {
                return seen;
            }
            pushes.tryAcquire(100, TimeUnit.MILLISECONDS);
            pushes.drainPermits();
        }
        throw new IllegalStateException("no op about " + missing + " came");
    }

    private List<FeedOp> newOps() throws RemoteException {
        List<FeedOp> ops = new ArrayList<>();
        ChangePage page = client.changes(cursor, 1_000);
        for (FeedOp op : page.operations()) {
            cursor = op.cursor();
            ops.add(op);
        }
        return ops;
    }

    /** Sends commands, at most sixteen without an answer at a time. */
    void sendAll(Iterable<ObjectNode> commands) throws RemoteException {
        Deque<CompletableFuture<Remote.Outcome>> window = new ArrayDeque<>();
        for (ObjectNode command : commands) {
            if (window.size() == WINDOW) {
                accepted(window.remove());
            }
            window.add(client.send(command));
        }
        while (!window.isEmpty()) {
            accepted(window.remove());
        }
    }

    private static void accepted(CompletableFuture<Remote.Outcome> answer) {
        Remote.Outcome outcome = answer.join();
        if (!outcome.ok()) {
            throw new UncheckedIOException(new IOException("refused: " + outcome.error() + " " + outcome.detail()));
        }
    }

    /** The command that changes fields of a blueprint as it is now. */
    ObjectNode modifyBlueprint(String id, ObjectNode fields) throws RemoteException {
        long version = client.blueprint(id).orElseThrow().path("version").asLong();
        ObjectNode command = fields.objectNode().put("type", "blueprint_modify");
        ObjectNode change = command.putObject("change").put("id", id).put("version", version + 1);
        change.setAll(fields);
        return command;
    }

    static ObjectNode modifyEntity(String id, ObjectNode fields) {
        ObjectNode command = fields.objectNode().put("type", "entity_modify");
        command.putObject("change").put("id", id).setAll(fields);
        return command;
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
