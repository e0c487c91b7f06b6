package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Commands on their way, matched with their results by {@code requestId} alone, because results may overtake each other
 * (PROTOCOL 3.8). Confined to the event loop; time is an argument.
 */
final class PendingCommands {
    private static final int LONGEST = 8;

    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Answers answers;
    private final long patienceNanos;
    private long lastAnswer;

    PendingCommands(Answers answers, Duration patience, long now) {
        this.answers = answers;
        this.patienceNanos = patience.toNanos();
        this.lastAnswer = now;
    }

    private record Pending(CompletableFuture<Outcome> future, long sentAt) {}

    void add(String requestId, CompletableFuture<Outcome> future, long now) {
        pending.put(requestId, new Pending(future, now));
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Settles the command that this {@code adminResult} answers; false if there is none such. */
    boolean answer(JsonNode result, long now) {
        Pending asked = pending.remove(result.path("requestId").asText(""));
        if (asked == null) {
            return false;
        }
        lastAnswer = now;
        asked.future().complete(outcome(result));
        return true;
    }

    private Outcome outcome(JsonNode result) {
        if (result.path("ok").asBoolean(false)) {
            return new Outcome(null, null, "");
        }
        String error = result.path("error").asText("");
        ObjectNode current = result.path("current") instanceof ObjectNode object ? object : null;
        return new Outcome(error.isEmpty() ? ErrorCode.SERVER_ERROR : error, current, answers.detail(result));
    }

    /**
     * Gives up commands that wait too long. While results keep coming the server is only busy with those before, so a
     * command may wait longer then, though not for ever.
     */
    void expire(long now) {
        for (Iterator<Pending> each = pending.values().iterator(); each.hasNext(); ) {
            Pending waiting = each.next();
            long waited = now - waiting.sentAt();
            boolean stalled = Math.min(waited, now - lastAnswer) > patienceNanos;
            if (stalled || waited > LONGEST * patienceNanos) {
                each.remove();
                waiting.future()
                        .completeExceptionally(new RemoteException(
                                Kind.AWAY,
                                "",
                                "a command was not answered within " + waited / 1_000_000
                                        + " ms; whether it was carried out is read from the feed"));
            }
        }
    }

    void failAll(String reason) {
        Map<String, Pending> lost = new LinkedHashMap<>(pending);
        pending.clear();
        lost.values().forEach(waiting -> waiting.future()
                .completeExceptionally(new RemoteException(
                        Kind.AWAY, "", reason + " before a command was answered; its outcome is read from the feed")));
    }
}
