package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Temporary files of ours that a crash or a write which failed leaves behind. The latter are removed at once; if they are
 * not where they were made, because somebody renamed the folder at that moment, they are known by their name wherever a look
 * finds them.
 */
final class Leftovers {
    private static final int MOST = 1_000;
    private static final String ANYTHING = "";

    /** By their file name, which is unique: what they must hold to be removed. */
    private final Map<String, String> elsewhere = new LinkedHashMap<>();

    private final Set<String> doubtful = new TreeSet<>();

    /** Removes a file that nobody but us ever wrote into. */
    void discard(Disk disk, Path fresh) throws IOException {
        discardCopy(disk, fresh, ANYTHING);
    }

    /** Removes the second name of a file; elsewhere only if it holds this, else it may be all that is left of an edit. */
    void discardCopy(Disk disk, Path old, String expectedSha256) throws IOException {
        if (disk.stat(old) == null) {
            remember(old, expectedSha256);
        } else {
            disk.delete(old);
        }
    }

    /** After a failure: removes a file that nobody but us ever wrote into, if it was made at all. */
    void leave(Disk disk, Path fresh, IOException failure) {
        leaveCopy(disk, fresh, ANYTHING, failure);
    }

    /** After a failure: removes the second name of a file if it holds this; with anything else in it, it is an edit. */
    void leaveCopy(Disk disk, Path old, String expectedSha256, IOException failure) {
        remember(old, expectedSha256);
        try {
            if (disk.stat(old) != null) {
                removeIfKnown(disk, old);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void remember(Path file, String expectedSha256) {
        if (elsewhere.size() == MOST) {
            elsewhere.remove(elsewhere.keySet().iterator().next());
        }
        elsewhere.put(name(file), expectedSha256);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /**
     * A look met a file. If it is a temporary one that a crash left behind, by our exact pattern and older than this process,
     * it goes; so does one that a write of this process could not remove. The second name of a file into which somebody wrote
     * at that moment may be all that is left of an edit: it stays until it is {@link #takeDoubtful asked for}.
     */
    void look(Disk disk, String path, Path file, Disk.Stat stat, long startedNanos) throws IOException {
        if (!TemporaryName.is(Layout.name(path))) {
            return;
        }
        if (stat.mtimeNanos() >= startedNanos) {
            removeIfKnown(disk, file);
        } else if (holdsWhatItTells(disk, file, stat)) {
            disk.delete(file);
        } else {
            doubtful.add(path);
        }
    }

    /** Whether only we ever wrote into it, or nobody else did since it got its second name. */
    private static boolean holdsWhatItTells(Disk disk, Path file, Disk.Stat stat) {
        String told = TemporaryName.toldBy(name(file));
        long most = ReadLimits.OF_THIS_PROCESS.asset();
        try {
            return told.isEmpty()
                    || (stat.size() <= most && Sha256.hex(disk.read(file, most)).startsWith(told));
        } catch (IOException e) {
            return false; // not to be read: nobody can say that nothing is lost with it
        }
    }

    /** Temporary files that a crash left and that may hold somebody's edit; each is told once. */
    List<String> takeDoubtful() {
        List<String> taken = List.copyOf(doubtful);
        doubtful.clear();
        return taken;
    }

    /** Removes a file that is one of these. */
    void removeIfKnown(Disk disk, Path file) throws IOException {
        String expected = elsewhere.get(name(file));
        if (expected != null
                && (expected.equals(ANYTHING)
                        || Sha256.hex(disk.read(file, ReadLimits.OF_THIS_PROCESS.asset()))
                                .equals(expected))) {
            disk.delete(file);
            elsewhere.remove(name(file));
        }
    }
}
