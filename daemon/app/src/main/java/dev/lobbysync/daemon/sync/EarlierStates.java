package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The states that objects had in the runtime, as far as the feed tells: each op's snapshot; of settings, whose ops have
 * none, what their patches add up to; and what a fresh world starts with.
 */
final class EarlierStates {
    private final Remote remote;
    private final Trees trees;

    EarlierStates(Remote remote, Trees trees) {
        this.remote = remote;
        this.trees = trees;
    }

    /** Receives the states of an object from the oldest on. */
    interface Visitor {
        /**
         * A state in its merge form.
         *
         * @param cursor of the op that made it, 0 for what was there before any
         */
        void visit(ObjectKey key, ObjectNode form, long cursor);
    }

    /** Shows the states of these objects; reads the whole feed, unless there are none. */
    void show(Set<ObjectKey> keys, Visitor visitor) throws RemoteException {
        if (keys.isEmpty()) {
            return;
        }
        ObjectKey scene = ObjectKey.blueprint(BuiltinWorld.SCENE_ID);
        if (keys.contains(scene)) {
            visitor.visit(scene, trees.form(scene, BuiltinWorld.sceneBlueprint()), 0);
        }
        if (keys.contains(ObjectKey.SPAWN)) {
            visitor.visit(ObjectKey.SPAWN, trees.form(ObjectKey.SPAWN, BuiltinWorld.spawn()), 0);
        }
        List<FeedOp> settings = new ArrayList<>();
        FeedReader.throughout(remote, op -> op.kind().objectKind().ifPresent(kind -> {
            ObjectKey key = Mirror.keyOf(op, kind);
            if (key.equals(ObjectKey.SETTINGS)) {
                settings.add(op);
            } else if (keys.contains(key) && op.snapshot() instanceof ObjectNode snapshot) {
                visitor.visit(key, trees.form(key, snapshot), op.cursor());
            }
        }));
        ObjectNode served = trees.mirror().served(ObjectKey.SETTINGS);
        if (keys.contains(ObjectKey.SETTINGS) && served != null) {
            show(SettingsPast.beginning(served, settings), 0, visitor);
            SettingsPast.replay(served, settings, true, (op, then) -> show(then, op.cursor(), visitor));
        }
    }

    private void show(ObjectNode settings, long cursor, Visitor visitor) {
        visitor.visit(ObjectKey.SETTINGS, trees.form(ObjectKey.SETTINGS, settings), cursor);
    }
}
