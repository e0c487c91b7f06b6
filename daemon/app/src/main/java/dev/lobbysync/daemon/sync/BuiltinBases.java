package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The untouched built-in content of a world counts as the base for what the project itself brings, so that the project's
 * own scene replaces the built-in one instead of doubling it or conflicting with it (PROTOCOL 5.6, 8.2, 11 item 66).
 *
 * <p>Untouched: no op for it in the whole feed, and version 0 or, for settings and spawn, the default values. What the
 * project lacks gets no base here and is therefore pulled, never deleted.
 */
final class BuiltinBases {
    private final Mirror mirror;
    private final Project project;
    private final AssetNames names;

    BuiltinBases(Mirror mirror, Project project, AssetNames names) {
        this.mirror = mirror;
        this.project = project;
        this.names = names;
    }

    /** Base entries for a world that this project meets for the first time; empty if nothing is untouched. */
    List<BaseEntry> find(Remote remote) throws RemoteException {
        List<ObjectKey> candidates = new ArrayList<>();
        boolean ownSceneEntity = false;
        for (ObjectKey key : project.keys()) {
            ownSceneEntity |= key.kind() == ObjectKind.ENTITY && usesScene(project.state(key));
            boolean builtin = key.kind() == ObjectKind.BLUEPRINT && BuiltinWorld.isTemplateId(key.id());
            ObjectNode served = mirror.served(key);
            if (builtin && served != null && served.path("version").asLong(-1) == 0) {
                candidates.add(key);
            }
        }
        Set<ObjectKey> sceneEntities = mirror.entitiesUsing(BuiltinWorld.SCENE_ID);
        if (ownSceneEntity && sceneEntities.size() == 1) {
            sceneEntities.stream().filter(this::isBuiltinSceneEntity).forEach(candidates::add);
        }
        if (project.worldFile() == Project.WorldFile.VALID) {
            addIfDefault(ObjectKey.SETTINGS, candidates);
            addIfDefault(ObjectKey.SPAWN, candidates);
        }
        if (candidates.isEmpty()) {
            return List.of();
        }
        candidates.removeAll(touched(remote));
        return candidates.stream().map(this::entry).toList();
    }

    /** Whether the object is built-in content that nobody has touched, as far as the object itself can tell. */
    static boolean isUntouched(ObjectKey key, Trees trees) {
        ObjectNode served = trees.mirror().served(key);
        return key.kind() == ObjectKind.BLUEPRINT
                ? served != null
                        && BuiltinWorld.isTemplateId(key.id())
                        && served.path("version").asLong(-1) == 0
                : isBuiltinSceneEntity(key, served, trees.names());
    }

    private boolean isBuiltinSceneEntity(ObjectKey key) {
        return isBuiltinSceneEntity(key, mirror.served(key), names);
    }

    /** Entities have no version; one that stands where the built-in one stands, with nothing of its own, is it. */
    private static boolean isBuiltinSceneEntity(ObjectKey key, @Nullable ObjectNode served, AssetNames names) {
        return served != null
                && JsonEquality.equal(
                        MergeForm.of(ObjectKind.ENTITY, served, names),
                        MergeForm.of(ObjectKind.ENTITY, BuiltinWorld.sceneEntity(key.id()), names));
    }

    private void addIfDefault(ObjectKey key, List<ObjectKey> candidates) {
        ObjectNode served = mirror.served(key);
        if (served == null) {
            return;
        }
        ObjectNode form = MergeForm.of(key.kind(), served, names);
        ObjectNode defaults = key.equals(ObjectKey.SETTINGS) ? BuiltinWorld.settings() : BuiltinWorld.spawn();
        if (JsonEquality.equal(form, MergeForm.of(key.kind(), defaults, names))) {
            candidates.add(key);
        }
    }

    private static Set<ObjectKey> touched(Remote remote) throws RemoteException {
        Set<ObjectKey> touched = new HashSet<>();
        FeedReader.throughout(
                remote, op -> op.kind().objectKind().ifPresent(kind -> touched.add(Mirror.keyOf(op, kind))));
        return touched;
    }

    private BaseEntry entry(ObjectKey key) {
        ObjectNode value = NormalForm.of(key.kind(), Objects.requireNonNull(mirror.served(key)));
        JsonNode version = Objects.requireNonNull(mirror.served(key)).get("version");
        return new BaseEntry(
                key,
                null,
                CanonicalJson.sha256(value),
                () -> value,
                Set.of(),
                version,
                null,
                0,
                BaseEntry.Origin.BUILTIN);
    }

    private static boolean usesScene(LocalState state) {
        return state instanceof LocalState.Present row
                && BuiltinWorld.SCENE_ID.equals(row.value().path("blueprint").asText());
    }
}
