package dev.lobbysync.daemon.port;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What survives a crash: bases and cursor of the connected world (checkpoint and journal, DESIGN 5), intents, and the
 * texts of script bases. Used by the sync context only; every method that changes something returns once it is durable.
 */
public interface StateStore {
    /** This copy of the project; renewed when its path or inode changed. Prefix of every op id. */
    String instanceId();

    /** The world whose bases are open. */
    String worldId();

    /** Nothing was ever agreed with this world, or what was could not be read. */
    boolean fresh();

    /** The checkpoint was last written by upstream's app-server and explains little (DESIGN 5). */
    boolean fromUpstream();

    /** When this world's state last changed after something was agreed, epoch milliseconds; 0 if nothing ever was. */
    long agreedWallMillis();

    @Nullable
    BaseEntry base(ObjectKey key);

    Collection<BaseEntry> bases();

    /** How many objects of a kind have a base; answered without counting. */
    int count(ObjectKind kind);

    FeedPosition position();

    /** {@code asset://} plain names to {@code asset://} content URLs, as learned by downloads. */
    Map<String, String> aliases();

    /** The version of the merge policy under which these bases were last agreed on (ENGINE S5); null if unknown. */
    @Nullable
    String policy();

    /** From now on bases are agreed on under this policy. Written with the next record: a policy changes no base. */
    void policy(String version);

    /** One journal record. */
    void commit(StateChange change) throws IOException;

    /** Records intents; to be called before the requests are sent. */
    void sending(List<SentOp> ops) throws IOException;

    /** Sent ops that no {@link StateChange#settledOps} has named yet, by op id. */
    Map<String, SentOp> unsettled();

    /** Whether this project sent the op, settled or not, as far back as the journal reaches. */
    boolean sent(String opId);

    /**
     * Records file writes that are about to be performed.
     *
     * @param then what is agreed once they are; only its entries count
     */
    void writing(List<FileChange> changes, StateChange then) throws IOException;

    /** Records that the writes announced last have ended, well or not. No force needed. */
    void written() throws IOException;

    /**
     * What was to be agreed once the file writes announced last were performed, as far as no record has said so since:
     * the new entry by its object, empty where none was to be left.
     */
    Map<ObjectKey, Optional<BaseEntry>> expected();

    /** One journal record, after which nothing is expected any more. */
    void landed(StateChange change) throws IOException;

    /** The text with that SHA-256, kept as the base of a script (content-addressed). */
    Optional<byte[]> text(String sha256) throws IOException;

    /** Whether a text with that SHA-256 is kept; answered without reading it. */
    boolean hasText(String sha256) throws IOException;

    /** Keeps texts by their SHA-256; many together cost little more than one. */
    void keepTexts(Map<String, byte[]> bySha256) throws IOException;

    /**
     * Sets aside every base of this world (never deletes it) and starts anew: the feed no longer holds what the bases
     * rest on.
     */
    void setAside(String reason) throws IOException;

    /** Rewrites the checkpoint and empties the journal, if the journal holds anything. */
    void compact() throws IOException;

    /** Whether the journal has reached the size at which compaction is due. */
    boolean compactionDue();

    /** Deploy lock tokens that a crash may have left held, by scope (mode 0600). */
    Map<String, String> heldLocks();

    void lockHeld(String scope, String token) throws IOException;

    void lockReleased(String scope) throws IOException;
}
