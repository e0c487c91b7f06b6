package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.daemon.config.ConfigException;
import dev.lobbysync.daemon.config.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The merge driver that git calls for one file: {@code gamedev merge-driver %O %A %B %P}.
 *
 * <p>Between two branches no side owns anything, so every field is shared: what only one side changed is taken, what both
 * changed differently is a conflict. Conflicts stand between diff3 markers around the lines of just these members.
 */
public final class MergeDriver {
    /** The result is complete. */
    public static final int CLEAN = 0;

    /** The result holds markers. Not 1, with which a JVM ends that cannot start; the launcher makes it 1 for git. */
    public static final int CONFLICTS = 2;

    /**
     * Nothing was merged or changed. Above 128, so that a git that asks stops; the launcher has git merge the lines, for one
     * that would take the untouched file for a result.
     */
    public static final int FAILED = 129;

    /** Enough for the deepest document that can be read, several times over; only what is used of it is taken. */
    private static final long STACK_BYTES = 64L << 20;

    private MergeDriver() {}

    /**
     * Merges one file.
     *
     * @param directory where git runs the driver, the root of the working tree
     * @param arguments as git gives them
     * @param tell takes sentences for the person who merges
     * @return {@link #CLEAN}, {@link #CONFLICTS} or {@link #FAILED}
     */
    public static int run(Path directory, List<String> arguments, Consumer<String> tell) {
        AtomicInteger exitCode = new AtomicInteger(FAILED);
        Thread merging =
                new Thread(null, () -> exitCode.set(merge(directory, arguments, tell)), "merge-driver", STACK_BYTES);
        merging.start();
        try {
            merging.join();
            return exitCode.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int merge(Path directory, List<String> arguments, Consumer<String> tell) {
        DriverCall call;
        try {
            call = DriverCall.of(directory, arguments);
        } catch (IllegalArgumentException e) {
            tell.accept(String.valueOf(e.getMessage()));
            return FAILED;
        }
        try {
            Merged merged = merge(directory, call, tell);
            if (!replace(call, merged.bytes(), tell)) {
                return FAILED;
            }
            merged.notes().forEach(note -> tell.accept(call.path() + ": " + note));
            return merged.clean() ? CLEAN : CONFLICTS;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            tell.accept(call.path() + " cannot be merged by meaning: " + e);
            return FAILED;
        }
    }

    private static Merged merge(Path directory, DriverCall call, Consumer<String> tell) throws IOException {
        byte[] base = Files.readAllBytes(call.base());
        byte[] local = Files.readAllBytes(call.local());
        byte[] remote = Files.readAllBytes(call.remote());
        FileShape shape = FileShape.of(directory, call.path());
        if (shape.kind() != FileShape.Kind.TEXT) {
            try {
                return new DocumentMerge(
                                shape.kind(),
                                shape.policy(policy(shape, call, tell)),
                                shape.bookkeeping(directory.resolve(call.path())),
                                call.markers())
                        .merge(base, local, remote);
            } catch (IOException e) {
                tell.accept(call.path() + ": merged line by line, because " + e.getMessage());
            }
        }
        return LinesOnly.merge(base, local, remote, call.markers());
    }

    private static SyncPolicy policy(FileShape shape, DriverCall call, Consumer<String> tell) {
        try {
            return SyncPolicy.load(shape.project());
        } catch (ConfigException e) {
            // The cautious choice: without a strategy an array is one value, and sooner a conflict.
            tell.accept(call.path() + ": merged with the default policy, since " + e.getMessage());
            return SyncPolicy.defaults();
        }
    }

    /** All or nothing: a half written result would look like one. */
    private static boolean replace(DriverCall call, byte[] bytes, Consumer<String> tell) {
        Path file = call.local();
        Path draft = file.resolveSibling(file.getFileName() + ".merged");
        try {
            Files.write(draft, bytes);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            tell.accept(call.path() + ": the result cannot be written to " + file + ", which is as it was (" + e + ")");
            try {
                Files.deleteIfExists(draft);
            } catch (IOException again) {
                tell.accept(call.path() + ": " + draft + " is left over (" + again + "); delete it");
            }
            return false;
        }
    }
}
