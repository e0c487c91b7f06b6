package dev.lobbysync.daemon.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The local side: the objects that the files of the project describe. Used by the sync context only.
 *
 * <p>It keeps what it read in memory and re-reads only what a changed stat or an event names, so that the cost of a
 * change does not grow with the project.
 */
public interface Project {
    /**
     * Looks at every file's stat and re-reads what changed since the last look.
     *
     * @return the objects whose state may have changed
     */
    Set<ObjectKey> scan() throws IOException;

    /**
     * The first half of {@link #scan}, for a moment at which one has to wait anyway: looks at every file, and leaves what
     * it found to the next {@link #refresh} or {@link #scan}. No state changes by it.
     */
    void look() throws IOException;

    /**
     * Looks at the given paths again: files, or directories whose whole content may be new.
     *
     * @param paths relative to the project root with {@code /}
     * @return the objects whose state may have changed
     */
    Set<ObjectKey> refresh(Collection<String> paths) throws IOException;

    /** Every object that is present or unknown now. */
    Set<ObjectKey> keys();

    /** The state of one object as of the last look. */
    LocalState state(ObjectKey key);

    /**
     * What an add of this blueprint carries beside its value: {@code uid} and {@code createdAt} if the file has them, and
     * {@code name} and {@code scope} after file and folder if it does not mention them (PROTOCOL 7.2).
     */
    ObjectNode metadata(ObjectKey key);

    /** Blueprints whose script set imports the module, directly or indirectly. */
    Set<ObjectKey> importers(ObjectKey module);

    /**
     * Blueprints that live in the same app folder and so share its script set, the given one included, script root
     * first.
     */
    List<ObjectKey> folderMates(ObjectKey blueprint);

    /**
     * What lies in the app folder of a blueprint that is gone, by name, a folder with a slash at its end; empty if the
     * folder is gone too, or other blueprints live there.
     */
    List<String> leftBehind(ObjectKey blueprint) throws IOException;

    /** The app folder in which the blueprint lies, or lay; null if that is not known. */
    @Nullable
    String folder(ObjectKey blueprint);

    /**
     * What a crash left of files that were to be replaced or deleted, and into which somebody wrote at that very moment, by
     * path; each is told once.
     *
     * @return the leftover's path to the path of the file that it was
     */
    Map<String, String> takeLeftovers();

    /** Removes one of these, once its content is safe. */
    void removeLeftover(String path) throws IOException;

    /** What the whole project is in: problems that concern no single object (apps missing, world.json invalid …). */
    List<Problem> problems();

    /** Whether {@code world.json} is there and readable. */
    WorldFile worldFile();

    /** The state of {@code world.json} as a whole. */
    enum WorldFile {
        MISSING,
        INVALID,
        VALID
    }

    /**
     * A problem of a file.
     *
     * @param path relative to the project root
     * @param message what is wrong
     * @param remedy what to do about it
     */
    record Problem(String path, String message, String remedy) {}

    /**
     * Content that some file of the project has, by its {@code asset://<sha256>.<ext>} URL (script, module or asset).
     */
    Optional<byte[]> content(String assetUrl) throws IOException;

    /** {@code asset://} URLs whose bytes {@link #prepare} will need and the project does not have. */
    Set<String> missingContent(List<LocalEdit> edits);

    /**
     * Computes the file changes that carry out the edits, changing only the members named and no other byte (ENGINE
     * S12). Edits whose object is no longer in the state that the plan saw are left out and named in the result.
     *
     * @param contents bytes for {@link #missingContent}, by URL
     * @param bases for a changed or removed object, the {@code asset://} URLs of the base (so that the project can tell
     *     a file that may be replaced in place, ENGINE S10)
     */
    Prepared prepare(List<LocalEdit> edits, Map<String, byte[]> contents, Map<ObjectKey, Set<String>> bases)
            throws IOException;

    /**
     * File changes in the order in which to perform them.
     *
     * @param stale objects that moved on since the plan; they are dirty again
     * @param failed objects that cannot be projected to files, with the reason and remedy
     */
    record Prepared(List<FileChange> changes, Set<ObjectKey> stale, Map<ObjectKey, String> failed) {}

    /**
     * Performs one file change durably: precondition checked at the last moment, temporary file forced, renamed,
     * directory forced, the replaced inode read again.
     *
     * @return true if done; false if the file no longer has the content that the change was computed from
     * @throws IOException if the disk refused; the target is as it was
     */
    boolean perform(FileChange change) throws IOException;

    /** The current bytes of a project file, for the trash; empty if it is gone. */
    Optional<byte[]> bytes(String path) throws IOException;

    /**
     * Files in {@code assets/} that an object names and that are gone, with the {@code asset://} URL of what they held:
     * to be fetched again, never an edit (ENGINE S10).
     */
    Map<String, String> missingAssets();

    /** Writes down at once what the files alone no longer tell: which blueprint a file without id is that was moved. */
    void keepIdentities() throws IOException;

    /**
     * Keeps what was learned about the files for the next run, if there is anything new to keep. Called after each
     * compaction of the state, so that a killed process leaves little behind to be guessed.
     *
     * @param agreed whether both sides agree on what the files say
     */
    void checkpoint(boolean agreed) throws IOException;

    /** What both sides last agreed on. */
    interface Bases {
        /** The value in the normal form of PROTOCOL 7.7, or null without a base. */
        @Nullable
        ObjectNode value(ObjectKey key);

        /**
         * {@link dev.lobbysync.daemon.model.BaseEntry#agreement} of the base, if what the files say now agrees with it;
         * else null.
         */
        default @Nullable String agreement(ObjectKey key) {
            return null;
        }
    }

    /** Gives the project the bases to ask where the files leave open what is meant (ENGINE S9, S10). */
    void consult(Bases bases);

    /** Says that the bases of these objects moved. */
    void agreed(Set<ObjectKey> keys);

    /**
     * The file whose text was saved by an editor that had not seen what we had just written for this object, and so took it
     * back (ENGINE S13); null if the files say about the object what somebody means.
     */
    default @Nullable String outdatedIn(ObjectKey key) {
        return null;
    }

    /**
     * A person chose what the files say about the object now, with the other side before their eyes: should they go back to
     * what was there before, they mean it (ENGINE S13 does not apply).
     */
    default void chosen(ObjectKey key) {}

    /** The names to which assets with plain names resolve, given to the project as they are learned. */
    void learnAliases(Map<String, String> aliases);

    /**
     * Tells the project how a blueprint says which scripts it runs: in the base or, without one, in the runtime. A
     * blueprint that means the scripts of its folder keeps saying so in that way (ENGINE S8); a shared module that only
     * the agreed set names, or a declaration file already in it, stays in the set (PROTOCOL 11, item 48).
     *
     * @param scripts null to forget
     */
    void expectScripts(ObjectKey blueprint, @Nullable AgreedScripts scripts);
}
