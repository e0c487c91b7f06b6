package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.PacketTable;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime over HTTP and WebSocket (PROTOCOL 2–4, 6, 10; R1 and R2). Called by the sync context, one call at a time;
 * {@link #send}, {@link #upload} and {@link #download} may be called from any thread.
 */
public final class RuntimeClient implements Remote {
    /** What ops of this daemon carry as {@code actor} and {@code source}. */
    public static final String NAME = "gamedev-sync";

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeClient.class);

    private final Endpoint configured;
    private final EventLoop loop;
    private final RuntimeTiming timing;
    private final RuntimeHttp http;
    private final AdminSockets sockets;
    private final RuntimeReads reads;
    private final RuntimeWrites writes;
    private final DeployLocks locks;
    private final Assets assets = new Assets();
    private final AssetUploads uploads;
    private final AssetDownloads downloads;
    private final AtomicLong lastRequest = new AtomicLong();
    private volatile @Nullable AdminSocket socket;
    private @Nullable EarlyConnect early;
    private ProcessStart process = ProcessStart.UNKNOWN;

    private RuntimeClient(Vertx vertx, RuntimeAddress address, RuntimeTiming timing) {
        Endpoint endpoint = Endpoint.parse(address.url());
        Credentials credentials = address.credentials();
        Answers answers = new Answers(new RemoteText(credentials));
        this.configured = endpoint;
        this.loop = EventLoop.of(vertx);
        this.timing = timing;
        this.http = new RuntimeHttp(loop, endpoint, credentials, timing);
        this.sockets = new AdminSockets(loop, credentials, timing, answers);
        this.reads = new RuntimeReads(http, answers, timing, address.worldId());
        this.writes = new RuntimeWrites(http, answers, timing);
        this.locks = new DeployLocks(loop, http, answers, timing);
        this.uploads = new AssetUploads(loop, http, answers, timing, assets);
        this.downloads = new AssetDownloads(loop, http, timing, assets);
    }

    /** A client with the default timing; connects to nothing yet. The caller keeps {@code vertx} and closes it. */
    public static RuntimeClient create(Vertx vertx, RuntimeAddress address) {
        return create(vertx, address, RuntimeTiming.DEFAULT);
    }

    public static RuntimeClient create(Vertx vertx, RuntimeAddress address, RuntimeTiming timing) {
        return new RuntimeClient(vertx, address, timing);
    }

    /**
     * Begins to connect on a thread of its own; the next {@link #connect} waits for that one. To be called once, before
     * anything else is.
     */
    public void connectEarly() {
        early = EarlyConnect.begin(this::open);
    }

    @Override
    public Session connect(Hints hints) throws RemoteException {
        EarlyConnect begun = early;
        early = null;
        return begun == null ? open(hints) : begun.join(hints);
    }

    /**
     * {@code /health} tells packet table and process without credentials, {@code /status} whether there is a more direct way
     * past a proxy (PROTOCOL 10.1); then the socket, so that hints flow before
     * anything is read (PROTOCOL 11, item 40); then head and snapshot.
     */
    private Session open(Hints hints) throws RemoteException {
        dropSocket();
        http.at(configured);
        Optional<RuntimeReads.Health> health = reads.health();
        if (health.isPresent() && health.get().table() == PacketTable.R2) {
            reads.direct(configured).ifPresent(http::at);
        }
        PacketTable table =
                health.isPresent() ? health.get().table() : reads.snapshot().table();
        AdminSocket opened = EventLoop.await(
                sockets.open(http.endpoint(), table, new Forward(hints)),
                timing.request().multipliedBy(2),
                "connecting the admin socket");
        try {
            Session session = read(health);
            if (!opened.arm()) {
                throw new RemoteException(
                        Kind.AWAY,
                        "",
                        "the runtime at " + http.endpoint().display()
                                + " closed the admin socket while its snapshot was read; it is tried again");
            }
            socket = opened;
            return session;
        } catch (RemoteException | RuntimeException e) {
            opened.drop();
            throw e;
        }
    }

    @Override
    public Session snapshot() throws RemoteException {
        return read(reads.health());
    }

    private Session read(Optional<RuntimeReads.Health> health) throws RemoteException {
        ProcessStart start = health.map(RuntimeReads.Health::start).orElse(ProcessStart.UNKNOWN);
        boolean same = start.sameAs(process);
        if (!same) {
            assets.forget();
        }
        long head = reads.head();
        WorldSnapshot snapshot = reads.snapshot();
        process = start;
        try {
            downloads.fetchFrom(snapshot.assetsUrl());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "the snapshot's assetsUrl cannot be used, assets are fetched below the world URL: {}",
                    e.getMessage());
        }
        return new Session(head, snapshot, same);
    }

    private record Forward(Hints hints) implements AdminSocket.Listener {
        @Override
        public void pushed(ObjectKey key) {
            hints.changed(key);
        }

        @Override
        public void closed(String reason) {
            hints.disconnected(reason);
        }
    }

    @Override
    public ChangePage changes(long cursor, int limit) throws RemoteException {
        return reads.changes(cursor, limit);
    }

    @Override
    public Optional<ObjectNode> blueprint(String id) throws RemoteException {
        return reads.blueprint(id);
    }

    @Override
    public CompletableFuture<Outcome> send(ObjectNode command) {
        AdminSocket connected = socket;
        if (connected == null) {
            return CompletableFuture.failedFuture(new RemoteException(
                    Kind.AWAY, "", "not connected to " + http.endpoint().display()));
        }
        String requestId = Long.toString(lastRequest.incrementAndGet());
        ObjectNode payload = Json.object();
        payload.setAll(command);
        payload.put("requestId", requestId).put("actor", NAME).put("source", NAME);
        return connected.send(payload, requestId);
    }

    @Override
    public void removeBlueprint(String id) throws RemoteException {
        writes.removeBlueprint(id);
    }

    @Override
    public void putSpawn(ObjectNode pose) throws RemoteException {
        writes.putSpawn(pose);
    }

    @Override
    public CompletableFuture<Void> upload(String assetUrl, byte[] bytes) {
        return uploads.upload(assetUrl, bytes);
    }

    @Override
    public CompletableFuture<byte[]> download(String assetUrl) {
        return downloads.download(assetUrl);
    }

    @Override
    public DeployLock lock(String scope, String owner) throws RemoteException {
        return locks.lock(scope, owner);
    }

    @Override
    public void releaseLeftover(String scope, String token) throws RemoteException {
        locks.releaseLeftover(scope, token);
    }

    @Override
    public String deploySnapshot(List<String> blueprintIds, String scope, String lockToken, @Nullable String note)
            throws RemoteException {
        return writes.deploySnapshot(blueprintIds, scope, lockToken, note);
    }

    /** Content URLs known to be in the asset store already; for tests. */
    Set<String> knownAssets() {
        return assets.urls();
    }

    private void dropSocket() {
        AdminSocket old = socket;
        socket = null;
        if (old != null) {
            old.drop();
        }
    }

    /** Closes the connections; locks that are still held expire by themselves. */
    @Override
    public void close() {
        locks.close();
        dropSocket();
        sockets.close();
        http.close();
        EarlyConnect unwanted = early;
        early = null;
        if (unwanted != null) {
            unwanted.abandon();
            dropSocket();
        }
    }
}
