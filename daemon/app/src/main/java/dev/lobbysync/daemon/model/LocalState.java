package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What the files say about one object now. Unknown is never absent (DESIGN 3). */
public sealed interface LocalState {
    /**
     * The files describe the object.
     *
     * <p>Of a blueprint the script fields are computed from the script files of its app folder (PROTOCOL 7.3) where
     * there are any; local asset paths are replaced by the {@code asset://} URL of their content. Of a module the value
     * is {@code {"url": "asset://<sha256>.<ext>"}}.
     *
     * @param value known fields only, in the wire form of PROTOCOL 7.7; a field that the files do not mention is absent
     * @param present the known top-level fields that the files do mention (computed script fields included)
     * @param path the file that holds it, relative to the project root with {@code /}
     * @param fingerprint changes whenever anything that went into {@code value} changes; compared, never parsed
     */
    record Present(ObjectNode value, Set<String> present, String path, String fingerprint) implements LocalState {
        public Present {
            present = Set.copyOf(present);
        }
    }

    /**
     * No file describes the object.
     *
     * @param sinceMillis clock reading at which the daemon first saw it gone; {@link Long#MIN_VALUE} if it never saw it
     */
    record Absent(long sinceMillis) implements LocalState {
        public static final Absent NEVER_SEEN = new Absent(Long.MIN_VALUE);
    }

    /**
     * The files cannot be trusted to say anything about the object: invalid JSON, conflict markers, a missing asset with
     * unknown hash and the like. Both sides stay as they are.
     *
     * @param problem names the file and what is wrong with it, and what to do
     * @param path the file, relative to the project root
     */
    record Unknown(String problem, String path) implements LocalState {}
}
