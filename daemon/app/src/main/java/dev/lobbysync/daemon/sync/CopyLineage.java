package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which text of a shared module followed which, as the feed tells of its copies. A daemon that is slow may still hand a
 * text to further importers after somebody, who had seen it, went on from it elsewhere; such a copy is late, not an edit.
 * In contrast a copy that returns to a text that it had before is an edit.
 *
 * <p>Bounded, and only in memory: a late copy comes within the time that one write takes.
 */
final class CopyLineage {
    private static final int TEXTS = 16;

    private final Mirror mirror;
    private final AssetNames names;
    private final Map<ObjectKey, Texts> byModule = new HashMap<>();

    CopyLineage(Mirror mirror, AssetNames names) {
        this.mirror = mirror;
        this.names = names;
    }

    /** What followed a text, and who has had it. */
    private record Left(String next, Set<ObjectKey> importers) {}

    /** Texts of one module that somebody went on from, the latest last. */
    private static final class Texts extends LinkedHashMap<String, Left> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
            return size() > TEXTS;
        }
    }

    /** Ops may have been missed, among them one that took a copy back. */
    void clear() {
        byModule.clear();
    }

    /** An op about a blueprint was taken into the mirror, which had it otherwise before. */
    void note(ObjectKey importer, @Nullable ObjectNode before) {
        for (ObjectKey module : Mirror.modulesOf(before)) {
            String from = Mirror.copyOf(before, module);
            String to = Mirror.copyOf(mirror.served(importer), module);
            if (from != null && to != null && !from.equals(to)) {
                changed(module, importer, names.canonical(from), names.canonical(to));
            }
        }
    }

    private void changed(ObjectKey module, ObjectKey importer, String from, String to) {
        Texts texts = byModule.computeIfAbsent(module, m -> new Texts());
        Left gone = texts.get(to);
        boolean late = gone != null && gone.importers().add(importer);
        if (late) {
            return;
        }
        texts.remove(to);
        Set<ObjectKey> had = new HashSet<>();
        had.add(importer);
        Left left = texts.remove(from);
        if (left != null) {
            had.addAll(left.importers());
        }
        for (ObjectKey other : mirror.importers(module)) {
            if (from.equals(names.canonical(String.valueOf(Mirror.copyOf(mirror.served(other), module))))) {
                had.add(other);
            }
        }
        texts.put(from, new Left(to, had));
    }

    /** Whether a text came before another, by a chain of edits of people or daemons that had each seen the last. */
    boolean isBefore(ObjectKey module, String text, @Nullable String later) {
        Texts texts = byModule.get(module);
        if (texts == null) {
            return false;
        }
        int steps = 0;
        for (Left left = texts.get(text); left != null && steps <= TEXTS; left = texts.get(left.next())) {
            if (left.next().equals(later)) {
                return true;
            }
            steps++;
        }
        return false;
    }
}
