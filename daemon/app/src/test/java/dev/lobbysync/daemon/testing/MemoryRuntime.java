package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.runtime.world.Command;
import dev.lobbysync.runtime.world.FreshWorld;
import dev.lobbysync.runtime.world.IdSource;
import dev.lobbysync.runtime.world.MemoryHistory;
import dev.lobbysync.runtime.world.Outcome;
import dev.lobbysync.runtime.world.World;
import dev.lobbysync.runtime.world.WorldState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** The runtime itself: a world, its feed and its assets, and what can go wrong with them. */
public final class MemoryRuntime {
    private final VirtualTime time;
    private final IdSource ids;
    private final Map<String, byte[]> assets = new LinkedHashMap<>();
    private MemoryHistory history = new MemoryHistory();
    private World world;
    private int process;
    private long bootedAt;
    private Consumer<ObjectKey> onChange = key -> {};
    private Runnable onRestart = () -> {};

    /** Everything of a runtime that a backup holds. */
    public record Backup(WorldState state, MemoryHistory history) {}

    /** A runtime with a fresh world (PROTOCOL 5.6). */
    public MemoryRuntime(String worldId, VirtualTime time, long seed) {
        this.time = time;
        this.ids = IdSource.of(new Random(seed));
        this.world = World.load(FreshWorld.state(worldId, now(), ids), history);
        for (String name : new String[] {"Model.glb", "sky.jpg", "sky.hdr"}) {
            assets.put("asset://" + name, ("built-in " + name).getBytes(StandardCharsets.UTF_8));
        }
        assets.put("asset://scene.js", "export default () => {}\n".getBytes(StandardCharsets.UTF_8));
    }

    public World world() {
        return world;
    }

    IdSource ids() {
        return ids;
    }

    /** Bytes by {@code asset://} URL. */
    public Map<String, byte[]> assets() {
        return assets;
    }

    Instant now() {
        return Instant.ofEpochMilli(time.wallMillis());
    }

    int process() {
        return process;
    }

    void onChange(Consumer<ObjectKey> listener) {
        onChange = onChange.andThen(listener);
    }

    void onRestart(Runnable listener) {
        Runnable before = onRestart;
        onRestart = () -> {
            before.run();
            listener.run();
        };
    }

    Outcome apply(Command command) {
        Outcome outcome = world.apply(command, now(), ids);
        if (outcome instanceof Outcome.Accepted accepted) {
            for (FeedOp op : accepted.ops()) {
                ObjectKind kind = op.kind().objectKind().orElse(null);
                if (kind != null) {
                    onChange.accept(
                            switch (kind) {
                                case SETTINGS -> ObjectKey.SETTINGS;
                                case SPAWN -> ObjectKey.SPAWN;
                                default -> new ObjectKey(kind, op.objectId());
                            });
                }
            }
        }
        return outcome;
    }

    /** Stops and starts: locks and script state are gone, everything else is saved. */
    public void restart() {
        world = world.restarted();
        bootedAt = history.head();
        process++;
        onRestart.run();
    }

    /** Stops before its save: the effects of the last ops are gone, the feed still tells of them (PROTOCOL 4.4). */
    public void restartForgetting(int ops) {
        world.forget(ops);
        restart();
    }

    /** As many of the last ops of this life as may not have been saved yet; settings, spawn and removed apps are at once. */
    public int unsaved(int most) {
        int saved = (int) Math.max(bootedAt, history.head() - most);
        for (FeedOp op : history.page(saved, most).operations()) {
            boolean entity = op.kind().objectKind().equals(Optional.of(ObjectKind.ENTITY));
            boolean blueprint = op.kind().objectKind().equals(Optional.of(ObjectKind.BLUEPRINT));
            if (!entity && !(blueprint && op.kind() != OpKind.BLUEPRINT_REMOVE)) {
                saved = (int) op.cursor();
            }
        }
        return (int) history.head() - saved;
    }

    /** The boot-time cleaner removes a blueprint without an op (PROTOCOL 11, item 7). */
    public void cleanAtBoot(String blueprintId) {
        Map<String, ObjectNode> blueprints = new LinkedHashMap<>(world.state().blueprints());
        blueprints.remove(blueprintId);
        load(new WorldState(
                world.worldId(),
                blueprints,
                world.state().entities(),
                world.settings(),
                world.state().spawn()));
    }

    /** An entity vanishes without an op. */
    public void loseEntity(String id) {
        Map<String, ObjectNode> entities = new LinkedHashMap<>(world.state().entities());
        entities.remove(id);
        load(new WorldState(
                world.worldId(),
                world.state().blueprints(),
                entities,
                world.settings(),
                world.state().spawn()));
    }

    /** An entity vanishes without an op, and nobody is told at all. */
    public void loseEntityQuietly(String id) {
        Map<String, ObjectNode> entities = new LinkedHashMap<>(world.state().entities());
        entities.remove(id);
        replaceEntities(entities);
    }

    /** The state of an entity is emptied without an op, as when its blueprint changes (PROTOCOL 3.5). */
    public void resetStateQuietly(String id) {
        Map<String, ObjectNode> entities = new LinkedHashMap<>(world.state().entities());
        entities.computeIfPresent(id, (same, entity) -> {
            ObjectNode emptied = entity.deepCopy();
            emptied.putObject("state");
            return emptied;
        });
        replaceEntities(entities);
    }

    private void replaceEntities(Map<String, ObjectNode> entities) {
        world = World.load(
                new WorldState(
                        world.worldId(),
                        world.state().blueprints(),
                        entities,
                        world.settings(),
                        world.state().spawn()),
                history);
    }

    /** The effect of the last op stands, but the feed lacks it, and an entity is as it was before (PROTOCOL 4.4). */
    public void loseLastOpAndForget(ObjectNode entity) {
        MemoryHistory shorter = new MemoryHistory();
        int last = (int) history.head() - 1;
        history.page(0, last).operations().forEach(shorter::append);
        history = shorter;
        WorldState state = world.state();
        Map<String, ObjectNode> entities = new LinkedHashMap<>(state.entities());
        entities.put(entity.path("id").asText(), entity);
        world = World.load(
                new WorldState(world.worldId(), state.blueprints(), entities, state.settings(), state.spawn()),
                history);
    }

    /** Another world answers under this address. */
    public void rename(String worldId) {
        WorldState state = world.state();
        load(new WorldState(worldId, state.blueprints(), state.entities(), state.settings(), state.spawn()));
    }

    /** The world without its scene and entity: nothing at all. */
    public void empty() {
        load(new WorldState(world.worldId(), Map.of(), Map.of(), BuiltinWorld.settings(), BuiltinWorld.spawn()));
    }

    public Backup backup() {
        return new Backup(world.state(), history.copy());
    }

    public void restore(Backup backup) {
        history = backup.history().copy();
        load(backup.state());
    }

    /** A new database under the same id: same objects, another feed. */
    public void resetFeed() {
        history = new MemoryHistory();
        load(world.state());
    }

    private void load(WorldState state) {
        world = World.load(FreshWorld.booted(state), history);
        bootedAt = history.head();
        process++;
        onRestart.run();
    }

    /** All assets, for pictures. */
    Map<String, byte[]> assetsNow() {
        return new HashMap<>(assets);
    }
}
