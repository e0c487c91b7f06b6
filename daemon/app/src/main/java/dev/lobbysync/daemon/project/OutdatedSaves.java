package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.project.OwnWrite.Trace;
import dev.lobbysync.daemon.project.OwnWrite.Turn;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a save by an editor that still showed the text before our last writes from an edit (ENGINE S13, PROTOCOL 11, item
 * 60). Such a text lacks everything that those writes brought: it is the text before one of them, byte for byte, or of what
 * they changed all is as it was and nothing as it became. What it takes back is no edit until somebody says so.
 *
 * <p>Only a save within a while counts: later on, somebody rather means it. What was once found outdated stays so, however
 * often the editor saves, until the files have it again or both sides agree. Kept between runs in {@code
 * .lobby/recent-writes.json}, which is written by checkpoints only, and only if there is something new.
 */
final class OutdatedSaves {
    /** How long after our write a save counts as made from the text before it. */
    static final long WINDOW_NANOS = 10L * 60 * 1_000_000_000L;

    private static final int MAX_WRITES = 64;
    private static final int MAX_OBJECTS = 200;

    private final Function<ObjectKey, LocalState> states;
    private final FileTable table;
    private final Map<String, List<OwnWrite>> writes = new TreeMap<>();
    private final Map<ObjectKey, Outdated> outdated = new TreeMap<>();
    private boolean changed;

    /** An object that was taken back by an outdated text of a file. */
    record Outdated(String path, @Nullable String text, Turn turn) {}

    OutdatedSaves(Function<ObjectKey, LocalState> states, FileTable table) {
        this.states = states;
        this.table = table;
    }

    void load(Disk disk, Path file) throws IOException {
        RecentWritesFile.Content known = RecentWritesFile.read(disk, file);
        known.writes().forEach(write -> writes.computeIfAbsent(write.path(), path -> new ArrayList<>())
                .add(write));
        outdated.putAll(known.outdated());
    }

    void save(ConfinedWrites target, String path) throws IOException {
        if (changed) {
            List<OwnWrite> all = new ArrayList<>();
            writes.values().forEach(all::addAll);
            target.replace(path, RecentWritesFile.bytes(new RecentWritesFile.Content(all, outdated)));
            changed = false;
        }
    }

    /** The file in whose outdated text the object's present state lies, or null. */
    @Nullable
    String in(ObjectKey key) {
        Outdated found = outdated.isEmpty() ? null : outdated.get(key);
        return found == null ? null : found.path();
    }

    /** Both sides agree about these objects: whatever a text said was meant, or has been put right. */
    void agreed(Set<ObjectKey> keys) {
        changed |= outdated.keySet().removeAll(keys);
    }

    /** What the files say about the objects of a change right before it. */
    Map<ObjectKey, Turn> before(FileChange change) {
        Map<ObjectKey, Turn> values = new HashMap<>();
        if (counts(change)) {
            change.objects().stream().limit(MAX_OBJECTS).forEach(key -> values.put(key, new Turn(value(key), null)));
        }
        return values;
    }

    /** Takes note of a change that was carried out. */
    void wrote(FileChange change, Map<ObjectKey, Turn> before, long nowNanos) {
        String text = change.expectedSha256();
        if (text == null || !counts(change)) {
            return; // nobody can have had a file open that was not there
        }
        FileFact fact = table.fact(change.path());
        Map<ObjectKey, Turn> objects = new LinkedHashMap<>();
        for (ObjectKey key : change.objects()) {
            Turn known = before.get(key);
            objects.put(key, known != null && isTold(key) ? new Turn(known.before(), value(key)) : Turn.UNKNOWN);
        }
        List<OwnWrite> list = writes.computeIfAbsent(change.path(), path -> new ArrayList<>());
        long at = fact == null ? nowNanos : fact.stat().mtimeNanos();
        list.removeIf(write -> at - write.mtimeNanos() > WINDOW_NANOS);
        list.add(new OwnWrite(
                change.path(), text, change.content() == null ? null : Sha256.hex(change.content()), at, objects));
        if (list.size() > MAX_WRITES) {
            list.remove(0);
        }
        changed = true;
    }

    private static boolean counts(FileChange change) {
        return Layout.role(change.path()) != Layout.Role.ASSET && change.expectedSha256() != null;
    }

    private boolean isTold(ObjectKey key) {
        return !(states.apply(key) instanceof LocalState.Unknown);
    }

    private @Nullable ObjectNode value(ObjectKey key) {
        try {
            return states.apply(key) instanceof LocalState.Present present ? present.value() : null;
        } catch (UncheckedIOException e) {
            return null; // it has just become another one, which the next look tells
        }
    }

    /** Judges the texts of files that somebody else has changed. */
    void judge(Collection<String> paths) {
        for (String path : paths) {
            FileFact fact = table.fact(path);
            String text = fact == null ? null : fact.sha256();
            if (fact != null && text != null) {
                recheck(path, text);
                List<OwnWrite> list = writes.get(path);
                if (list != null && !list.isEmpty()) {
                    judge(text, fact.stat().mtimeNanos(), list);
                }
            }
        }
    }

    private void recheck(String path, String text) {
        changed |= outdated.entrySet().removeIf(entry -> {
            Outdated found = entry.getValue();
            return found.path().equals(path)
                    && (found.turn().equals(Turn.UNKNOWN)
                            ? !text.equals(found.text())
                            : found.turn().in(value(entry.getKey())) == Trace.KEPT);
        });
    }

    private void judge(String text, long mtimeNanos, List<OwnWrite> list) {
        if (text.equals(list.get(list.size() - 1).after())) {
            return;
        }
        for (int i = list.size() - 1; i >= 0; i--) {
            if (text.equals(list.get(i).before()) && isRecent(list.get(i), mtimeNanos)) {
                list.subList(i, list.size()).forEach(write -> takenBack(write, text, true));
                return;
            }
        }
        for (int i = list.size() - 1; i >= 0; i--) {
            OwnWrite write = list.get(i);
            Trace trace = trace(write);
            if (trace == Trace.KEPT || !isRecent(write, mtimeNanos)) {
                list.subList(0, i + 1).clear();
                changed = true;
                return;
            }
            if (trace == Trace.REVERTED) {
                takenBack(write, text, false);
            }
        }
    }

    private static boolean isRecent(OwnWrite write, long mtimeNanos) {
        return mtimeNanos - write.mtimeNanos() <= WINDOW_NANOS;
    }

    private Trace trace(OwnWrite write) {
        Trace trace = Trace.NONE;
        for (Map.Entry<ObjectKey, Turn> object : write.objects().entrySet()) {
            Trace own = object.getValue().in(value(object.getKey()));
            if (own == Trace.KEPT) {
                return own;
            }
            trace = own == Trace.NONE ? trace : own;
        }
        return trace;
    }

    private void takenBack(OwnWrite write, String text, boolean whole) {
        write.objects().forEach((key, turn) -> {
            boolean unknown = whole && turn.equals(Turn.UNKNOWN);
            if (unknown || turn.in(value(key)) == Trace.REVERTED) {
                Outdated found = new Outdated(write.path(), text, turn);
                changed |= !found.equals(outdated.put(key, found));
            }
        });
    }
}
