package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What shall change in the files about one object. The project side turns edits into file changes. */
public sealed interface LocalEdit {
    ObjectKey key();

    /** The {@link LocalState.Present#fingerprint} that the plan saw, or null if it saw the object absent. */
    @Nullable
    String seen();

    /**
     * Change members of the object's document in its text, and files of its script set.
     *
     * <p>Asset references in {@code fields} are {@code asset://} URLs; the project localises them (PROTOCOL 7.5). A
     * field whose new value is its default is written as that value. For a module {@code fields} is empty and {@code
     * scriptFiles} holds its own key.
     *
     * @param fields changed known fields to their new values, never absent
     * @param scriptFiles script path (of the app folder, or {@code @shared/…}) to the URL of its new content; empty to
     *     remove the file
     */
    record Change(
            ObjectKey key,
            @Nullable String seen,
            Map<String, JsonNode> fields,
            Map<String, Optional<String>> scriptFiles)
            implements LocalEdit {
        public Change {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            scriptFiles = Collections.unmodifiableMap(new LinkedHashMap<>(scriptFiles));
        }
    }

    /**
     * Write an object that the files do not have yet.
     *
     * @param wire the whole object as the runtime holds it (metadata such as uid and createdAt included)
     */
    record Create(ObjectKey key, ObjectNode wire) implements LocalEdit {
        @Override
        public @Nullable String seen() {
            return null;
        }
    }

    /** Remove the object's row, or its file and, with the last blueprint of a folder, the script files the daemon owns. */
    record Remove(ObjectKey key, @Nullable String seen) implements LocalEdit {}
}
