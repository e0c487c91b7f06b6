package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts back the old content of files that a crash left torn (DESIGN 5): only files whose write the journal shows in
 * flight, and only if what lies there is empty, NUL-filled or a strict prefix of what was to be written. Whatever else
 * lies there was put there by a person. The new content is not completed: the sync decides anew from what is there. Only a
 * move is: else two files would claim one id, and a person would have to say which is which. And the removal of an app of
 * which the blueprints are gone: else its scripts would stay, and belong to nobody.
 */
final class FileRecovery {
    private final DurableFiles files;
    private final StatePaths paths;
    private final BaseTexts texts;

    FileRecovery(DurableFiles files, StatePaths paths, BaseTexts texts) {
        this.files = files;
        this.paths = paths;
        this.texts = texts;
    }

    List<RestoredFile> run(List<JournalRecord.Writing> inFlight) throws IOException {
        List<RestoredFile> restored = new ArrayList<>();
        // Newest first: an older announcement of the same file then finds it whole.
        for (int i = inFlight.size() - 1; i >= 0; i--) {
            for (FileIntent intent : inFlight.get(i).intents()) {
                recover(intent, restored);
                makeDurable(intent);
                finishMove(intent, restored);
            }
            for (AppRemoval removal : inFlight.get(i).removals()) {
                finishRemoval(removal, restored);
            }
        }
        return restored;
    }

    /**
     * What the crash left, or what was done about it, is read as a fact from now on, so it must not vanish with the power.
     */
    private void makeDurable(FileIntent intent) throws IOException {
        Path target = paths.root().resolve(intent.path()).normalize();
        if (confined(target)) {
            files.disk().forceDirectory(DurableFiles.parentOf(target));
        }
    }

    /**
     * The new place of an object holds all that was to be written, and the old place exactly what it held then: only its
     * deletion is missing. What it held is in the trash since before the first write.
     */
    private void finishMove(FileIntent intent, List<RestoredFile> restored) throws IOException {
        FileIntent.@Nullable Origin from = intent.from();
        if (from == null || !intent.path().endsWith(".json")) {
            return;
        }
        byte[] moved = content(paths.root().resolve(intent.path()).normalize());
        Path left = paths.root().resolve(from.path()).normalize();
        byte[] before = content(left);
        if (moved == null
                || before == null
                || !intent.isWhole(moved)
                || !Sha256.hex(before).equals(from.sha256())) {
            return;
        }
        files.disk().delete(left);
        files.disk().forceDirectory(DurableFiles.parentOf(left));
        restored.add(new RestoredFile(
                from.path(),
                "had moved to " + intent.path() + " but was still there too; it is removed, the trash has it"));
    }

    /** Of what was to go with the blueprints goes what is as it was then; it is in the trash since before the first deletion. */
    private void finishRemoval(AppRemoval removal, List<RestoredFile> restored) throws IOException {
        for (AppRemoval.Gone file : removal.files()) {
            if (file.isBlueprint() && files.disk().stat(resolve(file)) != null) {
                return;
            }
        }
        for (AppRemoval.Gone file : removal.files()) {
            Path left = resolve(file);
            Path directory = DurableFiles.parentOf(left);
            Disk.@Nullable Stat stat = confined(left) ? files.disk().stat(directory) : null;
            if (stat != null && stat.type() == Disk.Type.DIRECTORY) {
                finishRemoval(file, left, restored);
                for (Disk.Entry entry : files.disk().list(directory)) {
                    // What a deletion names a file by while it is under way.
                    if (TemporaryName.is(entry.name())) {
                        finishRemoval(file, directory.resolve(entry.name()), restored);
                    }
                }
            }
            pruneEmpty(directory);
        }
    }

    private void finishRemoval(AppRemoval.Gone file, Path left, List<RestoredFile> restored) throws IOException {
        byte[] content = content(left);
        if (content == null || !Sha256.hex(content).equals(file.sha256())) {
            return;
        }
        files.disk().delete(left);
        files.disk().forceDirectory(DurableFiles.parentOf(left));
        if (left.equals(resolve(file))) {
            restored.add(new RestoredFile(
                    file.path(), "was going with its app when the daemon died; it is removed, the trash has it"));
        }
    }

    private Path resolve(AppRemoval.Gone file) {
        return paths.root().resolve(file.path()).normalize();
    }

    /** Removes the folders of an app that are empty, but not the folder of the apps. */
    private void pruneEmpty(Path directory) throws IOException {
        Path at = directory;
        while (at.startsWith(paths.root().resolve("apps"))
                && at.getNameCount() > paths.root().getNameCount() + 1) {
            Disk.@Nullable Stat stat = confined(at) ? files.disk().stat(at) : null;
            if (stat != null
                    && (stat.type() != Disk.Type.DIRECTORY
                            || !files.disk().list(at).isEmpty())) {
                return;
            }
            Path parent = DurableFiles.parentOf(at);
            if (stat != null) {
                files.disk().delete(at);
                files.disk().forceDirectory(parent);
            }
            at = parent;
        }
    }

    private byte @Nullable [] content(Path file) throws IOException {
        Disk.@Nullable Stat found = confined(file) ? files.disk().stat(file) : null;
        return found == null || found.type() != Disk.Type.FILE || found.size() > DurableFiles.LIMIT
                ? null
                : files.disk().read(file, DurableFiles.LIMIT);
    }

    /** Forgets the second names of files; those of writes that have ended serve nobody. */
    void clearInFlight() throws IOException {
        if (files.disk().stat(paths.inFlight()) == null) {
            return;
        }
        for (Disk.Entry entry : files.disk().list(paths.inFlight())) {
            files.disk().delete(paths.inFlight().resolve(entry.name()));
        }
    }

    private void recover(FileIntent intent, List<RestoredFile> restored) throws IOException {
        Path target = paths.root().resolve(intent.path()).normalize();
        Disk.@Nullable Stat found = confined(target) ? files.disk().stat(target) : null;
        if (found == null || found.type() != Disk.Type.FILE || found.size() > DurableFiles.LIMIT) {
            return;
        }
        byte[] content = files.disk().read(target, DurableFiles.LIMIT);
        if (!intent.left(content, whole(intent))) {
            return;
        }
        if (intent.old() == null) {
            files.disk().delete(target);
            restored.add(new RestoredFile(
                    intent.path(), "was new and only part of it had been written; it was removed again"));
            return;
        }
        Path old = paths.inFlight().resolve(intent.old());
        Disk.@Nullable Stat kept = files.disk().stat(old);
        if (kept == null) {
            restored.add(new RestoredFile(
                    intent.path(), "looks cut short, but its old content is not at hand; it is left as it is"));
        } else if (kept.inode() == 0 || kept.inode() != found.inode()) {
            files.disk().rename(old, target);
            restored.add(new RestoredFile(intent.path(), "had been cut short; its content before the write is back"));
        }
    }

    private Optional<byte[]> whole(FileIntent intent) throws IOException {
        return intent.content() == null ? texts.read(intent.sha256()) : Optional.empty();
    }

    /** The journal is a file that anybody can edit; it must not lead out of the project. */
    private boolean confined(Path target) throws IOException {
        if (!target.startsWith(paths.root()) || target.equals(paths.root())) {
            return false;
        }
        for (Path up = target.getParent(); up != null && !up.equals(paths.root()); up = up.getParent()) {
            Disk.@Nullable Stat stat = files.disk().stat(up);
            if (stat == null || stat.type() != Disk.Type.DIRECTORY) {
                return false;
            }
        }
        return true;
    }
}
