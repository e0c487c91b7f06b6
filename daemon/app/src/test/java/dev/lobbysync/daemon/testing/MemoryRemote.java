package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.runtime.world.Command;
import dev.lobbysync.runtime.world.Origin;
import dev.lobbysync.runtime.world.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The twin of the runtime client: the reference runtime's pure world behind the port, on virtual time, with faults on
 * demand ({@link #faults}). Answers at once; what others do to the world reaches the daemon as hints.
 */
public final class MemoryRemote implements Remote {
    private static final int LOCK_SECONDS = 20;

    private final MemoryRuntime runtime;
    private final String worldId;
    private final RemoteFaults faults = new RemoteFaults(this::dropConnection);
    private final List<String> mutations = new ArrayList<>();
    private @Nullable Hints hints;
    private boolean away;
    private long asksToWait;
    private boolean hinting = true;
    private boolean codeRefused;
    private final Set<String> refused = new HashSet<>();
    private int lastProcess = -1;

    /**
     * A client of one runtime.
     *
     * @param worldId the world that it insists on
     */
    public MemoryRemote(MemoryRuntime runtime, String worldId) {
        this.runtime = runtime;
        this.worldId = worldId;
        runtime.onChange(this::hint);
        runtime.onRestart(this::dropConnection);
    }

    public RemoteFaults faults() {
        return faults;
    }

    /** What the daemon asked the runtime to change, in order: {@code entity_modify lamp}. */
    public List<String> mutations() {
        return mutations;
    }

    /** Whether the runtime can be reached. */
    public void away(boolean gone) {
        away = gone;
        if (gone) {
            dropConnection();
        }
    }

    public boolean isAway() {
        return away;
    }

    /** How long it asks to wait while it is away, as a starting runtime does. */
    public void asksToWait(long millis) {
        asksToWait = millis;
    }

    /** Whether the admin socket tells of changes, or only the feed does. */
    public void hinting(boolean tells) {
        hinting = tells;
    }

    /** Whether the admin code is wrong from now on. */
    public void refusesCode(boolean wrong) {
        codeRefused = wrong;
        dropConnection();
    }

    /** From now on refuses to set this setting. */
    public void refuse(String setting) {
        refused.add(setting);
    }

    /** Cuts the admin socket; the runtime lives on. */
    public void dropConnection() {
        Hints listener = hints;
        hints = null;
        if (listener != null) {
            listener.disconnected("connection closed");
        }
    }

    private void hint(ObjectKey key) {
        Hints listener = hints;
        if (listener != null && hinting) {
            listener.changed(key);
        }
    }

    @Override
    public Session connect(Hints listener) throws RemoteException {
        return call("connect", false, () -> {
            if (codeRefused) {
                throw new RemoteException(
                        RemoteException.Kind.REFUSED, "unauthorized", "the admin code was refused; check ADMIN_CODE");
            }
            if (!runtime.world().worldId().equals(worldId)) {
                throw new RemoteException(
                        RemoteException.Kind.WRONG_WORLD,
                        "",
                        "the runtime serves " + runtime.world().worldId());
            }
            boolean same = lastProcess == runtime.process();
            lastProcess = runtime.process();
            hints = listener;
            return new Session(runtime.world().head(), picture(), same);
        });
    }

    @Override
    public Session snapshot() throws RemoteException {
        return call("snapshot", false, () -> new Session(runtime.world().head(), picture(), true));
    }

    private WorldSnapshot picture() {
        var state = runtime.world().state();
        return new WorldSnapshot(
                state.worldId(),
                "http://world.example/assets",
                state.settings(),
                state.spawn(),
                state.blueprints(),
                state.entities(),
                PacketTable.R1);
    }

    @Override
    public ChangePage changes(long cursor, int limit) throws RemoteException {
        return call("changes", false, () -> runtime.world().changes(cursor, limit));
    }

    @Override
    public Optional<ObjectNode> blueprint(String id) throws RemoteException {
        return call(
                "blueprint", false, () -> Optional.ofNullable(runtime.world().blueprint(id)));
    }

    @Override
    public CompletableFuture<Outcome> send(ObjectNode command) {
        String type = command.path("type").asText();
        try {
            return CompletableFuture.completedFuture(call(type, true, () -> execute(type, command)));
        } catch (RemoteException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Outcome execute(String type, ObjectNode payload) throws RemoteException {
        if (hints == null) {
            throw new RemoteException(RemoteException.Kind.AWAY, "", "not connected");
        }
        Origin origin =
                new Origin("app-server", "app-server", payload.path("lastOpId").textValue());
        String token = payload.path("lockToken").textValue();
        Command command =
                switch (type) {
                    case "blueprint_add" ->
                        new Command.BlueprintAdd((ObjectNode) payload.get("blueprint"), token, origin);
                    case "blueprint_modify" ->
                        new Command.BlueprintModify((ObjectNode) payload.get("change"), token, origin);
                    case "entity_add" -> new Command.EntityAdd((ObjectNode) payload.get("entity"), origin);
                    case "entity_modify" -> new Command.EntityModify((ObjectNode) payload.get("change"), origin);
                    case "entity_remove" ->
                        new Command.EntityRemove(payload.path("id").asText(), origin);
                    case "settings_modify" ->
                        new Command.SettingsModify(payload.path("key").asText(), payload.get("value"), origin);
                    default -> throw new IllegalArgumentException("no such command: " + type);
                };
        note(type, about(payload));
        if (refused.contains(payload.path("key").asText())) {
            return new Outcome(ErrorCode.INVALID_PAYLOAD, null, "refused");
        }
        if (runtime.apply(command) instanceof dev.lobbysync.runtime.world.Outcome.Rejected rejected) {
            JsonNode current = rejected.extras().get("current");
            return new Outcome(
                    rejected.code(),
                    current instanceof ObjectNode blueprint ? blueprint : null,
                    rejected.extras().toString());
        }
        return new Outcome(null, null, "");
    }

    private static String about(ObjectNode payload) {
        for (String part : List.of("blueprint", "change", "entity")) {
            if (payload.path(part).has("id")) {
                return payload.path(part).path("id").asText();
            }
        }
        return payload.has("key")
                ? payload.path("key").asText()
                : payload.path("id").asText();
    }

    @Override
    public void removeBlueprint(String id) throws RemoteException {
        call("blueprint_remove", true, () -> {
            note("blueprint_remove", id);
            accepted(runtime.apply(new Command.BlueprintRemove(id, Origin.HTTP)), ErrorCode.NOT_FOUND);
            return id;
        });
    }

    @Override
    public void putSpawn(ObjectNode pose) throws RemoteException {
        call("spawn_set", true, () -> {
            note("spawn_set", "");
            accepted(runtime.apply(new Command.SpawnSet(pose, Origin.HTTP)), "");
            return pose;
        });
    }

    @Override
    public CompletableFuture<Void> upload(String assetUrl, byte[] bytes) {
        try {
            return call("upload", true, () -> {
                if (!AssetUrl.parse(assetUrl)
                        .flatMap(AssetUrl::sha256)
                        .orElseThrow()
                        .equals(Sha256.hex(bytes))) {
                    throw new AssertionError("upload of other bytes than the name of " + assetUrl + " says");
                }
                runtime.assets().put(assetUrl, bytes.clone());
                return CompletableFuture.<Void>completedFuture(null);
            });
        } catch (RemoteException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<byte[]> download(String assetUrl) {
        try {
            return call("download", false, () -> {
                byte[] bytes = runtime.assets().get(assetUrl);
                if (bytes == null) {
                    throw new RemoteException(
                            RemoteException.Kind.REJECTED, ErrorCode.NOT_FOUND, "no asset " + assetUrl);
                }
                return CompletableFuture.completedFuture(bytes.clone());
            });
        } catch (RemoteException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public DeployLock lock(String scope, String owner) throws RemoteException {
        return call("lock", true, () -> {
            var outcome =
                    runtime.world().locks().acquire(owner, IntNode.valueOf(LOCK_SECONDS), scope, now(), runtime.ids());
            ObjectNode reply = accepted(outcome, "");
            return new Lock(scope, reply.path("token").asText());
        });
    }

    @Override
    public void releaseLeftover(String scope, String token) throws RemoteException {
        call("unlock", true, () -> runtime.world().locks().release(token, scope, now()));
    }

    @Override
    public String deploySnapshot(List<String> blueprintIds, String scope, String lockToken, @Nullable String note)
            throws RemoteException {
        return call("deploy_snapshot", true, () -> accepted(
                        runtime.apply(new Command.DeploySnapshotSave(
                                blueprintIds, null, note, lockToken, scope, Origin.HTTP)),
                        "")
                .path("id")
                .asText());
    }

    @Override
    public void close() {
        hints = null;
    }

    private <T> T call(String name, boolean mutating, RemoteFaults.Call<T> call) throws RemoteException {
        return Objects.requireNonNull(faults.around(name, mutating, () -> {
            if (away) {
                throw new RemoteException(RemoteException.Kind.AWAY, "", "connection refused", asksToWait);
            }
            return call.run();
        }));
    }

    private static ObjectNode accepted(dev.lobbysync.runtime.world.Outcome outcome, String fine)
            throws RemoteException {
        if (outcome instanceof dev.lobbysync.runtime.world.Outcome.Accepted done) {
            return done.reply();
        }
        var rejected = (dev.lobbysync.runtime.world.Outcome.Rejected) outcome;
        if (rejected.code().equals(fine)) {
            return rejected.extras();
        }
        throw new RemoteException(
                RemoteException.Kind.REJECTED, rejected.code(), rejected.code() + " " + rejected.extras());
    }

    private void note(String type, String id) {
        mutations.add((type + " " + id).strip());
    }

    private Instant now() {
        return runtime.now();
    }

    /** A lock that needs no renewal, because no time passes while the daemon works. */
    private final class Lock implements DeployLock {
        private final String scope;
        private final String token;

        Lock(String scope, String token) {
            this.scope = scope;
            this.token = token;
        }

        @Override
        public String scope() {
            return scope;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public void close() {
            try {
                releaseLeftover(scope, token);
            } catch (RemoteException e) {
                // As the real client does: a lock that cannot be given back expires.
            }
        }
    }
}
