package dev.lobbysync.daemon.config;

import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The file {@code .lobby/sync-policy.json} (PROTOCOL 7.9, ENGINE S3 and S5): who owns which field, and how arrays are
 * merged. Read once at start; {@link MergePolicy#parse} describes the format.
 */
public final class SyncPolicy {
    private static final String SHOWN_AS = ".lobby/sync-policy.json";

    private final Map<ObjectKind, MergePolicy> byKind = new EnumMap<>(ObjectKind.class);

    private SyncPolicy(Function<String, MergePolicy> policyOfKind) {
        for (ObjectKind kind : ObjectKind.values()) {
            byKind.put(kind, policyOfKind.apply(kind.wireName()));
        }
    }

    /** What holds without a file. */
    public static SyncPolicy defaults() {
        return new SyncPolicy(MergePolicy::defaults);
    }

    /**
     * The policy of a project, the defaults if it has no file.
     *
     * @throws ConfigException if the file cannot be read or says something that has no meaning, with line, column, reason
     *     and remedy: what a person wanted is unknown then
     */
    public static SyncPolicy load(Path project) {
        try {
            return parse(ConfigFile.read(project.resolve(SHOWN_AS)));
        } catch (NoSuchFileException e) {
            return defaults();
        } catch (IOException e) {
            throw new ConfigException(SHOWN_AS + " cannot be read (" + e.getMessage() + "); check it", e);
        }
    }

    /**
     * The policy that the text of such a file says.
     *
     * @throws ConfigException if it says something that has no meaning
     */
    public static SyncPolicy parse(byte[] file) {
        try {
            return new SyncPolicy(kind -> MergePolicy.parse(file, kind));
        } catch (MergePolicy.Malformed e) {
            throw new ConfigException(SHOWN_AS + " " + e.getMessage(), e);
        }
    }

    public MergePolicy of(ObjectKind kind) {
        MergePolicy policy = byKind.get(kind);
        if (policy == null) {
            throw new IllegalArgumentException("no policy for " + kind);
        }
        return policy;
    }
}
