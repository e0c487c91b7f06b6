package dev.lobbysync.daemon.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One folder of the trash.
 *
 * @param name of the folder below {@code .lobby/trash/}
 * @param at ISO time
 * @param reason why things went there
 * @param items in the order in which they came
 */
public record TrashedBatch(String name, String at, String reason, List<Item> items) {
    public TrashedBatch {
        items = List.copyOf(items);
    }

    /**
     * One thing kept.
     *
     * @param file where it lies, relative to the folder
     * @param path the project file that it was, or null for a value
     * @param kind kind of the object whose value it is, or null for a file; likewise id and side
     * @param why the reason of this one
     * @param size in bytes
     */
    public record Item(
            String file,
            @Nullable String path,
            @Nullable String kind,
            @Nullable String id,
            @Nullable String side,
            String why,
            long size) {}
}
