package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks after what a crash left of files that were to be replaced, and into which somebody wrote at that very moment: what
 * nothing else holds goes to the trash (DESIGN 3), so much of it as is reasonable; the rest stays and is told.
 */
final class CrashLeftovers {
    /** More cannot have been in hand at once; whoever puts more there does not fill the disk a second time. */
    private static final int MOST_FILES = 100;

    private static final long MOST_BYTES = 256L << 20;

    private final Project project;
    private final StateStore state;
    private final Trash trash;
    private final Telemetry telemetry;
    private int files;
    private long size;

    CrashLeftovers(Ports ports) {
        this.project = ports.project();
        this.state = ports.state();
        this.trash = ports.trash();
        this.telemetry = ports.telemetry();
    }

    /** To be called after a look at the files. */
    void keep() throws IOException {
        Trash.@Nullable Batch batch = null;
        for (Map.Entry<String, String> left : project.takeLeftovers().entrySet()) {
            String path = left.getKey();
            Optional<byte[]> content = read(path);
            if (content.isEmpty()) {
                continue;
            }
            if (isKnown(left.getValue(), content.get())) {
                project.removeLeftover(path);
                continue;
            }
            files++;
            size += content.get().length;
            if (files > MOST_FILES || size > MOST_BYTES) {
                tellThatItStays(path, "there are too many of its kind");
                continue;
            }
            batch = batch == null ? trash.open("left by a crash") : batch;
            batch.keepFile(left.getValue(), content.get(), "it was written while the daemon died");
            project.removeLeftover(path);
            telemetry.warn(
                    left.getValue() + " was written into just when the daemon replaced it and died; what was written"
                            + " is in the trash, look whether you miss it");
        }
    }

    private Optional<byte[]> read(String path) {
        try {
            return project.bytes(path);
        } catch (IOException e) {
            tellThatItStays(path, "it cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private void tellThatItStays(String path, String why) {
        telemetry.warn(path + " was left by a crash and may hold an edit; " + why
                + ", so it stays: look at it, then delete it");
    }

    private boolean isKnown(String path, byte[] content) throws IOException {
        String hash = Sha256.hex(content);
        return state.text(hash).isPresent()
                || project.bytes(path).map(Sha256::hex).filter(hash::equals).isPresent();
    }
}
