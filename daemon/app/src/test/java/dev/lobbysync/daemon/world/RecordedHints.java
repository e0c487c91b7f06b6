package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every hint. */
final class RecordedHints implements Remote.Hints {
    final List<ObjectKey> changed = new CopyOnWriteArrayList<>();
    final List<String> disconnected = new CopyOnWriteArrayList<>();

    @Override
    public void changed(ObjectKey key) {
        changed.add(key);
    }

    @Override
    public void disconnected(String reason) {
        disconnected.add(reason);
    }
}
