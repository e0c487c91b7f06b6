package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the files say about one object now. Unknown is never absent (DESIGN 3). */
public sealed interface LocalState {
    /**
     * The files describe the object.
     *
     * <p>Of a blueprint the script fields are computed from the script files of its app folder (PROTOCOL 7.3) where
     * there are any; local asset paths are replaced by the {@code asset://} URL of their content. Of a module the value
     * is {@code {"url": "asset://<sha256>.<ext>"}}.
     *
     * <p>The value of a file that has not changed since it was last synced is read on first use only: as long as the base
     * is the one that it agrees with, nobody needs it.
     */
    final class Present implements LocalState {
        private final Set<String> present;
        private final String path;
        private final String fingerprint;
        private final @Nullable String agreement;
        private @Nullable ObjectNode value;
        private @Nullable Supplier<ObjectNode> unread;

        private Present(
                @Nullable ObjectNode value,
                @Nullable Supplier<ObjectNode> unread,
                Set<String> present,
                String path,
                String fingerprint,
                @Nullable String agreement) {
            this.value = value;
            this.unread = unread;
            this.present = Set.copyOf(present);
            this.path = path;
            this.fingerprint = fingerprint;
            this.agreement = agreement;
        }

        /**
         * A value that was read.
         *
         * @param value see {@link #value}
         * @param present see {@link #present}
         * @param path see {@link #path}
         * @param fingerprint see {@link #fingerprint}
         */
        public Present(ObjectNode value, Set<String> present, String path, String fingerprint) {
            this(value, null, present, path, fingerprint, null);
        }

        /**
         * A value that need not be read while a base is the one that it is known to agree with.
         *
         * @param unread reads it; throws {@link java.io.UncheckedIOException} if the file has become another one since
         * @param agreement see {@link #agreement}
         */
        public static Present unread(Supplier<ObjectNode> unread, Set<String> present, String path, String agreement) {
            return new Present(null, unread, present, path, "", agreement);
        }

        /** The same with another fingerprint. */
        public Present fingerprinted(String other) {
            return new Present(value, unread, present, path, other, agreement);
        }

        /** Known fields only, in the wire form of PROTOCOL 7.7; a field that the files do not mention is absent. */
        public ObjectNode value() {
            ObjectNode read = value;
            if (read == null) {
                read = Objects.requireNonNull(unread).get();
                value = read;
                unread = null;
            }
            return read;
        }

        /** Whether nobody has asked for the value yet, and asking would read a file. */
        public boolean isUnread() {
            return value == null;
        }

        /** The known top-level fields that the files do mention (computed script fields included). */
        public Set<String> present() {
            return present;
        }

        /** The file that holds it, relative to the project root with {@code /}. */
        public String path() {
            return path;
        }

        /** Changes whenever anything that went into the value changes; compared, never parsed. */
        public String fingerprint() {
            return fingerprint;
        }

        /** {@link BaseEntry#agreement} of the base with which the value is known to agree, or null. */
        public @Nullable String agreement() {
            return agreement;
        }

        /** Whether the value is known to agree with that base; answered without reading it. */
        public boolean agreesWith(BaseEntry base) {
            return agreement != null && agreement.equals(base.agreement());
        }

        @Override
        public String toString() {
            return path + " " + (isUnread() ? "as the base " + agreement : value());
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
