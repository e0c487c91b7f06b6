package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.wire.PacketTable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be read over HTTP: health, snapshot, history, one blueprint. Blocking. */
final class RuntimeReads {
    /** Longest blueprint id that the runtime's router takes (PROTOCOL 2.1). */
    static final int LONGEST_ID = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeReads.class);

    private final RuntimeHttp http;
    private final Answers answers;
    private final RuntimeTiming timing;
    private final @Nullable String worldId;

    RuntimeReads(RuntimeHttp http, Answers answers, RuntimeTiming timing, @Nullable String worldId) {
        this.http = http;
        this.answers = answers;
        this.timing = timing;
        this.worldId = worldId;
    }

    /**
     * {@code GET /health}, which needs no code.
     *
     * @return empty if it is not served here (a proxy may hide it)
     * @throws RemoteException AWAY if nobody answers or the runtime is not ready
     */
    Optional<Health> health() throws RemoteException {
        long asked = System.nanoTime();
        HttpReply reply = await(http.get("/health"), "GET /health");
        long answered = System.nanoTime();
        if (reply.status() >= 500) {
            throw answers.failure(reply);
        }
        if (!reply.ok()) {
            return Optional.empty();
        }
        JsonNode body;
        try {
            body = answers.object(reply);
        } catch (RemoteException e) {
            // Some page of a proxy; the snapshot will tell what is wrong, if anything is.
            return Optional.empty();
        }
        ProcessStart start =
                ProcessStart.of(asked, answered, body.path("uptime").doubleValue());
        return Optional.of(new Health(body.has("state") ? PacketTable.R2 : PacketTable.R1, start));
    }

    /**
     * @param table the packet ids that the runtime speaks (PROTOCOL 10.2)
     */
    record Health(PacketTable table, ProcessStart start) {}

    /**
     * The base URL that a front proxy tells to use from here on (PROTOCOL 10.1); empty if it tells none, or none that is as
     * safe as the one that a person chose.
     */
    Optional<Endpoint> direct(Endpoint configured) throws RemoteException {
        HttpReply reply = await(http.get("/status"), "GET /status");
        String told;
        try {
            told = answers.object(reply).path("connection").path("wsUrl").asText("");
        } catch (RemoteException e) {
            // Some page of a proxy, or nothing at all; then there is nothing to tell.
            return Optional.empty();
        }
        if (told.isBlank()) {
            return Optional.empty();
        }
        try {
            Endpoint direct = Endpoint.parse(told.strip().replaceAll("/+$", "").replaceFirst("/(ws|api|admin)$", ""));
            if (configured.ssl() && !direct.ssl()) {
                LOG.warn("connection.wsUrl leads to {}, which is not encrypted; it is not used", direct.display());
                return Optional.empty();
            }
            return Optional.of(direct);
        } catch (IllegalArgumentException e) {
            LOG.warn("connection.wsUrl cannot be used: {}", answers.quote(told));
            return Optional.empty();
        }
    }

    /** The highest cursor of the feed. */
    long head() throws RemoteException {
        return answers.read(await(http.get("/admin/changes"), "GET /admin/changes"), ChangePage::from)
                .headCursor();
    }

    /** The whole world, once it is certain to be the right one. */
    WorldSnapshot snapshot() throws RemoteException {
        HttpReply reply = EventLoop.await(http.getLarge("/admin/snapshot"), timing.transfer(), "GET /admin/snapshot");
        ObjectNode json = answers.object(reply);
        String served = json.path("worldId").asText("");
        if (worldId != null && !served.isEmpty() && !served.equals(worldId)) {
            throw new RemoteException(
                    Kind.WRONG_WORLD,
                    "",
                    "the runtime at " + http.endpoint().display() + " serves world '" + served + "', not '" + worldId
                            + "'; correct WORLD_URL or WORLD_ID");
        }
        return answers.shaped(reply, json, WorldSnapshot::from);
    }

    ChangePage changes(long cursor, int limit) throws RemoteException {
        String uri = "/admin/changes?cursor=" + cursor + "&limit=" + limit;
        HttpReply reply = EventLoop.await(http.getLarge(uri), timing.transfer(), "GET " + uri);
        if (reply.status() == 410) {
            throw new RemoteException(
                    Kind.REJECTED,
                    ErrorCode.INVALID_CURSOR,
                    reply.what() + " was answered 410: the feed no longer reaches back to cursor " + cursor
                            + "; a full compare follows");
        }
        ChangePage page = answers.read(reply, ChangePage::from);
        return FeedPages.checked(page, cursor, limit, why -> answers.malformed(reply, why, null));
    }

    Optional<ObjectNode> blueprint(String id) throws RemoteException {
        HttpReply reply = await(http.send(HttpMethod.GET, blueprintUri(id), null), "GET of blueprint '" + id + "'");
        try {
            if (answers.object(reply).path("blueprint") instanceof ObjectNode blueprint) {
                return Optional.of(blueprint);
            }
        } catch (RemoteException e) {
            if (e.kind() == Kind.REJECTED && e.code().equals(ErrorCode.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
        throw answers.malformed(reply, "it holds no blueprint", null);
    }

    /** Where one blueprint lives; ids that the router or a proxy would take for something else are rejected. */
    static String blueprintUri(String id) throws RemoteException {
        if (id.isEmpty() || id.length() > LONGEST_ID || id.equals(".") || id.equals("..")) {
            throw new RemoteException(
                    Kind.REJECTED,
                    "invalid_id",
                    "a blueprint id must have 1 to " + LONGEST_ID + " characters and not be a dot segment, unlike '"
                            + id + "'; rename the blueprint");
        }
        return "/admin/blueprints/" + Endpoint.encode(id);
    }

    private <T> T await(Future<T> future, String what) throws RemoteException {
        return EventLoop.await(future, timing.request(), what);
    }
}
