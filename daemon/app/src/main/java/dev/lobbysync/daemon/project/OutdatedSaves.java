package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.project.GitWrites.Author;
import dev.lobbysync.daemon.project.OwnWrite.Trace;
import dev.lobbysync.daemon.project.OwnWrite.Turn;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a save by an editor that still showed the text before our last writes from an edit (ENGINE S13, PROTOCOL 11, item
 * 60). Such a text lacks everything that those writes brought: it is the text before one of them, byte for byte, or of what
 * they changed all is as it was and nothing as it became. What it takes back is no edit until somebody says so. A text that
 * git wrote is one that somebody asked for, however old: it is an edit, and what was written before it says nothing any more.
 *
 * <p>Only a save within a while counts: later on, somebody rather means it. What was once found outdated stays so, however
 * often the editor saves, until the files have it again or both sides agree. Kept between runs in {@code
 * .lobby/recent-writes.json}, which is written by checkpoints only, and only if there is something new.
 */
final class OutdatedSaves {
    /** How long after our write a save counts as made from the text before it. */
    static final long WINDOW_NANOS = 10L * 60 * 1_000_000_000L;

    private static final int MAX_WRITES = 64;

    /** How much of what one write changed is kept; beyond that, objects are judged by the rest of the write. */
    private static final long MAX_CHARS = 4L << 20;

    private final Function<ObjectKey, LocalState> states;
    private final FileTable table;
    private final Map<String, List<OwnWrite>> writes = new TreeMap<>();
    private final Map<ObjectKey, Outdated> outdated = new TreeMap<>();
    private final GitWrites git;

    /** Files that were judged while git was busy. */
    private final Set<String> open = new TreeSet<>();

    private final Set<ObjectKey> released = new HashSet<>();
    private boolean changed;

    /**
     * An object that was taken back by an outdated text of a file.
     *
     * @param value hash of what the text says about the object, or null if nothing
     */
    record Outdated(
            String path,
            @Nullable String text,
            Turn turn,
            @Nullable String value) {}

    OutdatedSaves(Function<ObjectKey, LocalState> states, FileTable table, GitWrites git) {
        this.states = states;
        this.table = table;
        this.git = git;
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
        askAgain();
        Outdated found = outdated.isEmpty() ? null : outdated.get(key);
        return found == null ? null : found.path();
    }

    /** Both sides agree about these objects: whatever a text said was meant, or has been put right. */
    void agreed(Set<ObjectKey> keys) {
        changed |= outdated.keySet().removeAll(keys);
    }

    /** A person chose what we just wrote about the object, and knows what it took the place of. */
    void chosen(ObjectKey key) {
        writes.values()
                .forEach(list ->
                        list.replaceAll(write -> write.objects().containsKey(key) ? write.without(key) : write));
        writes.values()
                .forEach(list ->
                        changed |= list.removeIf(write -> write.objects().isEmpty()));
    }

    /** Objects whose states turned out to be edits since the last call, other than by a change of their files. */
    Set<ObjectKey> drainReleased() {
        Set<ObjectKey> drained = Set.copyOf(released);
        released.clear();
        return drained;
    }

    /** What the files say about the objects of a change right before it. */
    Map<ObjectKey, Turn> before(FileChange change) {
        Map<ObjectKey, Turn> values = new HashMap<>();
        if (counts(change)) {
            change.objects().forEach(key -> values.put(key, new Turn(value(key), null)));
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
        long chars = 0;
        for (ObjectKey key : new TreeSet<>(change.objects())) {
            Turn known = before.get(key);
            Turn turn = known != null && chars < MAX_CHARS && isTold(key)
                    ? Turn.of(known.before(), value(key))
                    : Turn.UNKNOWN;
            chars += turn.chars();
            objects.put(key, turn);
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
        askAgain();
        for (String path : paths) {
            FileFact fact = table.fact(path);
            String text = fact == null ? null : fact.sha256();
            if (fact == null || text == null || isByGit(path, text)) {
                continue;
            }
            recheck(path);
            List<OwnWrite> list = writes.get(path);
            if (list != null && !list.isEmpty()) {
                judge(text, fact.stat().mtimeNanos(), list);
            }
        }
    }

    /** Whether git wrote a text that may be outdated; then everything that was known of the file is forgotten. */
    private boolean isByGit(String path, String text) {
        List<OwnWrite> list = writes.getOrDefault(path, List.of());
        List<Outdated> found = outdated.values().stream()
                .filter(one -> one.path().equals(path))
                .toList();
        boolean ours = !list.isEmpty() && text.equals(list.get(list.size() - 1).after());
        // What is held already stays so: git notes the stat of any file that it compares, too.
        boolean held = found.stream().anyMatch(one -> text.equals(one.text()));
        if (ours || held || (list.isEmpty() && found.isEmpty())) {
            return false;
        }
        Author author = git.author(path);
        if (author == Author.NOT_KNOWN_YET) {
            open.add(path);
        }
        if (author != Author.GIT) {
            return false;
        }
        forget(path);
        return true;
    }

    /** Asks about the files that were judged while git was busy, unless it still is. */
    private void askAgain() {
        open.removeIf(path -> {
            Author author = git.author(path);
            if (author == Author.GIT) {
                forget(path);
            }
            return author != Author.NOT_KNOWN_YET;
        });
    }

    private void forget(String path) {
        writes.remove(path);
        changed = true;
        outdated.entrySet().removeIf(entry -> {
            boolean here = entry.getValue().path().equals(path);
            if (here) {
                released.add(entry.getKey());
            }
            return here;
        });
    }

    private void recheck(String path) {
        changed |= outdated.entrySet().removeIf(entry -> {
            Outdated found = entry.getValue();
            return found.path().equals(path)
                    && (found.turn().equals(Turn.UNKNOWN)
                            ? !Objects.equals(found.value(), hash(value(entry.getKey())))
                            : found.turn().in(value(entry.getKey())) == Trace.KEPT);
        });
    }

    private static @Nullable String hash(@Nullable ObjectNode value) {
        return value == null ? null : CanonicalJson.sha256(value);
    }

    private void judge(String text, long mtimeNanos, List<OwnWrite> list) {
        if (text.equals(list.get(list.size() - 1).after())) {
            return;
        }
        for (int i = list.size() - 1; i >= 0; i--) {
            if (text.equals(list.get(i).before()) && isRecent(list.get(i), mtimeNanos)) {
                list.subList(i, list.size()).forEach(write -> takenBack(write, text));
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
                takenBack(write, text);
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

    /** What cannot be told about an object is taken to be as with the others of the write. */
    private void takenBack(OwnWrite write, String text) {
        write.objects().forEach((key, turn) -> {
            ObjectNode value = value(key);
            if (turn.equals(Turn.UNKNOWN) || turn.in(value) == Trace.REVERTED) {
                Outdated found = new Outdated(write.path(), text, turn, hash(value));
                changed |= !found.equals(outdated.put(key, found));
            }
        });
    }
}
