package dev.lobbysync.daemon.port;

import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the files of the project said in earlier commits. Asked at a first meeting only, when nothing else tells what both
 * sides last agreed on. It only reads.
 */
public interface History {
    /** A project that nobody keeps the history of. */
    History NONE = Past::nothing;

    /**
     * Opens the past, before its newest commit. Without a repository, or without a commit, there is none.
     *
     * @throws IOException if there is a repository that cannot be read; the message says why
     */
    Past open() throws IOException;

    /** A walk from the newest commit to the older ones. */
    interface Past extends AutoCloseable {
        /** The past of a project without one. */
        static Past nothing() {
            return new Past() {
                @Override
                public Optional<Set<ObjectKey>> older() {
                    return Optional.empty();
                }

                @Override
                public String commit() {
                    throw new IllegalStateException("there is no commit");
                }

                @Override
                public LocalState state(ObjectKey key) {
                    return LocalState.Absent.NEVER_SEEN;
                }

                @Override
                public void expectScripts(ObjectKey blueprint, AgreedScripts scripts) {
                    // Nothing is read.
                }

                @Override
                public void learnAliases(Map<String, String> aliases) {
                    // Nothing is read.
                }

                @Override
                public @Nullable String gaveUp() {
                    return null;
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };
        }

        /**
         * Goes on to the next older commit in which the project is different; the first call to the newest one.
         *
         * @return the objects whose state may differ from the one before; empty if the history ends, or goes on for too
         *     long
         */
        Optional<Set<ObjectKey>> older() throws IOException;

        /** The commit, abbreviated. */
        String commit();

        /** What the files said in this commit about an object, as they would in the working tree. */
        LocalState state(ObjectKey key);

        /** See {@link Project#expectScripts}. */
        void expectScripts(ObjectKey blueprint, AgreedScripts scripts);

        /** See {@link Project#learnAliases}. */
        void learnAliases(Map<String, String> aliases);

        /** Why the walk ended before the history did, or null. */
        @Nullable
        String gaveUp();

        @Override
        void close();
    }
}
