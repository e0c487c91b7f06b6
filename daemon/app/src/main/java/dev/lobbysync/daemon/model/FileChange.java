package dev.lobbysync.daemon.model;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file to be written or deleted, computed from edits but not yet done.
 *
 * @param path relative to the project root with {@code /}
 * @param expectedSha256 the content that the edit was computed from, or null if the file did not exist
 * @param content the new bytes, or null to delete the file
 * @param objects the objects that it serves
 * @param reason said in the log and the trash manifest
 * @param trashOld whether the old content goes to the trash first (it is deleted, or replaced although not the base)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record FileChange(
        String path,
        @Nullable String expectedSha256,
        byte @Nullable [] content,
        Set<ObjectKey> objects,
        String reason,
        boolean trashOld) {
    public FileChange {
        objects = Set.copyOf(objects);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileChange that
                && path.equals(that.path)
                && java.util.Objects.equals(expectedSha256, that.expectedSha256)
                && Arrays.equals(content, that.content)
                && objects.equals(that.objects)
                && reason.equals(that.reason)
                && trashOld == that.trashOld;
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 31 + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return (content == null ? "delete " : "write ") + path + " (" + reason + ")";
    }
}
