package dev.lobbysync.merge;

import java.util.Optional;

/** Where a script set merge gets file contents from; it asks only for those that both sides changed. */
@FunctionalInterface
public interface ScriptTexts {

    /**
     * The content with this hash, or empty if it is not to be had. Then the file cannot be merged by line, and two
     * changes to it are a conflict; nothing is guessed.
     *
     * @param hash the lower-case hex SHA-256 of the content
     */
    Optional<byte[]> bytes(String hash);
}
