package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A conflict artifact as it lies in {@code .lobby/conflicts/} (PROTOCOL 7.10).
 *
 * @param id short id, the file's name
 * @param open false once resolved
 * @param createdAt ISO time
 * @param key the frozen object
 * @param localHash SHA-256 of the canonical JSON of the local value it shows, null if absent there; likewise remote
 * @param document the whole file
 */
public record ConflictArtifact(
        String id,
        boolean open,
        String createdAt,
        ObjectKey key,
        @Nullable String localHash,
        @Nullable String remoteHash,
        ObjectNode document) {}
