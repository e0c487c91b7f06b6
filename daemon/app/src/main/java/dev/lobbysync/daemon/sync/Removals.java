package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.port.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The deletions of one batch. Files of an app go together or not at all: if one of them was edited at the last moment, or
 * cannot be deleted, those that are gone come back, and the object is judged anew as a whole.
 */
final class Removals {
    private final Project project;
    private final Map<String, byte[]> kept;
    private final List<FileChange> done = new ArrayList<>();

    /** @param kept what the files held that are deleted, by path */
    Removals(Project project, Map<String, byte[]> kept) {
        this.project = project;
        this.kept = kept;
    }

    void done(FileChange change) {
        if (change.content() == null && kept.containsKey(change.path())) {
            done.add(change);
        }
    }

    /** Brings back what went for the objects of a deletion that was overtaken. What somebody put there since stays. */
    void takeBack(FileChange overtaken) throws IOException {
        if (overtaken.content() != null) {
            return;
        }
        // Scripts first, so that the blueprint comes back to what it runs.
        List<FileChange> last = new ArrayList<>(done);
        Collections.reverse(last);
        for (FileChange gone : last) {
            byte[] content = kept.get(gone.path());
            if (content != null && overtaken.objects().containsAll(gone.objects())) {
                done.remove(gone);
                project.perform(new FileChange(
                        gone.path(), null, content, gone.objects(), overtaken.path() + " did not go", false));
            }
        }
    }

    /** The same after a failure, which is told as the reason whatever comes of this. */
    void takeBack(FileChange failed, IOException failure) {
        try {
            takeBack(failed);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
