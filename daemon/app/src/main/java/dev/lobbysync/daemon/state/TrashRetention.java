package dev.lobbysync.daemon.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * How long the trash keeps things (DESIGN 3). Pure: time is an argument.
 *
 * @param longestMillis older folders go
 * @param mostBytes above this the oldest go
 * @param safeMillis younger folders never go
 */
record TrashRetention(long longestMillis, long mostBytes, long safeMillis) {
    private static final long DAY = 24L * 60 * 60 * 1000;
    static final TrashRetention DEFAULT = new TrashRetention(30 * DAY, 500L * 1000 * 1000, DAY);

    /** A folder of the trash. */
    record Folder(String name, long wallMillis, long bytes) {}

    /** The names of the folders that are due, oldest first. */
    List<String> due(List<Folder> folders, long nowMillis, Predicate<String> namedByOpenConflict) {
        List<Folder> oldestFirst = new ArrayList<>(folders);
        oldestFirst.sort(Comparator.comparingLong(Folder::wallMillis).thenComparing(Folder::name));
        long total = oldestFirst.stream().mapToLong(Folder::bytes).sum();
        List<String> due = new ArrayList<>();
        for (Folder folder : oldestFirst) {
            long age = nowMillis - folder.wallMillis();
            boolean free = age >= safeMillis && !namedByOpenConflict.test(folder.name());
            if (free && (age > longestMillis || total > mostBytes)) {
                due.add(folder.name());
                total -= folder.bytes();
            }
        }
        return due;
    }
}
