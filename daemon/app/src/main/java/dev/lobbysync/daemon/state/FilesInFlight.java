package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Announces file writes in the journal and keeps a second name of each file that is to be replaced, so that {@link
 * FileRecovery} can put its content back. A deletion needs neither: it cannot be half
 * done. Only one that completes a move is announced, with the file that it makes room for, and those of an app that goes.
 */
final class FilesInFlight {
    private final DurableFiles files;
    private final StatePaths paths;
    private final StateFiles state;
    /** Of the writes announced last; at the start none is in flight. What could not be announced is tried again as the same. */
    private long number;

    private JournalRecord.@Nullable Writing open;

    FilesInFlight(DurableFiles files, StatePaths paths, StateFiles state) {
        this.files = files;
        this.paths = paths;
        this.state = state;
    }

    void begin(List<FileChange> changes, JournalRecord.Expected then) throws IOException {
        end();
        long next = number + 1;
        List<FileIntent> intents = new ArrayList<>();
        boolean linked = false;
        for (FileChange change : changes) {
            byte[] content = change.content();
            if (content == null) {
                continue;
            }
            String old = next + "-" + intents.size();
            boolean exists = link(paths.root().resolve(change.path()), old);
            linked |= exists;
            intents.add(FileIntent.of(change.path(), exists ? old : null, content)
                    .movedFrom(exists ? null : origin(change, changes)));
        }
        List<AppRemoval> removals = AppRemoval.of(changes);
        if (intents.isEmpty() && removals.isEmpty() && then.isEmpty()) {
            return;
        }
        if (linked) {
            files.disk().forceDirectory(paths.inFlight());
        }
        JournalRecord.Writing writing = new JournalRecord.Writing(next, List.copyOf(intents), removals, then);
        state.append(writing, true);
        number = next;
        open = writing;
    }

    /** Not forced: if the record is lost, the next start looks at files that are whole. */
    void end() throws IOException {
        JournalRecord.Writing ended = open;
        if (ended == null) {
            return;
        }
        state.append(new JournalRecord.Written(ended.number()), false);
        open = null;
        for (FileIntent intent : ended.intents()) {
            if (intent.old() != null) {
                files.deleteIfPresent(paths.inFlight().resolve(intent.old()));
            }
        }
    }

    /**
     * The file that a new one takes the place of: a JSON file of the same objects that goes in the same batch. Dying between
     * the two would leave two files that claim one id.
     */
    private static FileIntent.@Nullable Origin origin(FileChange written, List<FileChange> changes) {
        for (FileChange change : changes) {
            String sha256 = change.expectedSha256();
            if (change.content() == null
                    && sha256 != null
                    && written.path().endsWith(".json")
                    && change.path().endsWith(".json")
                    && change.objects().equals(written.objects())) {
                return new FileIntent.Origin(change.path(), sha256);
            }
        }
        return null;
    }

    private boolean link(Path target, String name) throws IOException {
        Disk.@Nullable Stat stat = files.disk().stat(target);
        if (stat == null || stat.type() != Disk.Type.FILE) {
            return false;
        }
        Path link = paths.inFlight().resolve(name);
        files.disk().createDirectories(paths.inFlight());
        files.deleteIfPresent(link);
        files.disk().link(target, link);
        return true;
    }
}
