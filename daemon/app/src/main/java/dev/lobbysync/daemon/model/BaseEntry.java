package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What both sides last agreed on about one object: an entry of {@code .lobby/sync-state.json} (PROTOCOL 7.7).
 *
 * <p>The value is parsed on first use only: a restart with nothing changed compares hashes and parses nothing.
 */
public final class BaseEntry {
    /** Why this value counts as agreed. */
    public enum Origin {
        /** Both sides held it, acknowledged by the runtime and durable on disk. */
        SYNCED,
        /** Untouched built-in content of a default world (PROTOCOL 5.6). */
        BUILTIN,
        /** Found at a first meeting in the history of either side: a commit of the files, or an op of the feed. */
        MET,
        /** Written by upstream's app-server, which is often wrong (DESIGN 5). */
        UPSTREAM
    }

    /** A value that is kept as the text that was agreed on. */
    public interface Text extends Supplier<ObjectNode> {
        /** Whether the text is this one, byte by byte. */
        boolean is(byte[] canonical);
    }

    private final ObjectKey key;
    private final @Nullable String uid;
    private final String hash;
    private final Supplier<ObjectNode> value;
    private final Set<String> silent;
    private final @Nullable JsonNode revision;
    private final @Nullable String lastOpId;
    private final long cursor;
    private final Origin origin;

    /**
     * An entry of the checkpoint.
     *
     * @param hash SHA-256 of the canonical JSON of the value
     * @param value gives the value in the normal form of PROTOCOL 7.7; called at most once per caller that keeps it
     * @param silent known fields with a value in the base that the files did not mention when the base moved: their
     *     absence in a file says nothing (ENGINE S1). Of a module: what
     *     copies in the world said that it has taken in while their blueprints lag behind
     * @param revision blueprint version or {@code updatedAt}, for people and upstream only
     * @param lastOpId the operation that made this value, if known
     * @param cursor the feed position up to which this value is explained
     */
    public BaseEntry(
            ObjectKey key,
            @Nullable String uid,
            String hash,
            Supplier<ObjectNode> value,
            Set<String> silent,
            @Nullable JsonNode revision,
            @Nullable String lastOpId,
            long cursor,
            Origin origin) {
        this.key = key;
        this.uid = uid;
        this.hash = hash;
        this.value = value;
        this.silent = Set.copyOf(silent);
        this.revision = revision;
        this.lastOpId = lastOpId;
        this.cursor = cursor;
        this.origin = origin;
    }

    public ObjectKey key() {
        return key;
    }

    public @Nullable String uid() {
        return uid;
    }

    public String hash() {
        return hash;
    }

    public ObjectNode value() {
        return value.get();
    }

    /** Whether the value is known to read so in canonical JSON; answered without parsing it. */
    public boolean reads(byte[] canonical) {
        return value instanceof Text text && text.is(canonical);
    }

    public Set<String> silent() {
        return silent;
    }

    /**
     * Names what files must say to agree with this base: equal names, equal demands. Its hash, and the fields about which
     * they may be silent.
     */
    public String agreement() {
        return silent.isEmpty() ? hash : hash + " " + String.join(",", new TreeSet<>(silent));
    }

    public @Nullable JsonNode revision() {
        return revision;
    }

    public @Nullable String lastOpId() {
        return lastOpId;
    }

    public long cursor() {
        return cursor;
    }

    public Origin origin() {
        return origin;
    }

    @Override
    public String toString() {
        return "base of " + key + " at cursor " + cursor;
    }
}
