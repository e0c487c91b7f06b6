package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one file since the last look at it.
 *
 * @param stat as it was just before its content was read
 * @param racy whether a later write could hide behind this stat, so that the next look must read it again
 * @param sha256 of its content; null of an asset that nobody asked for yet
 * @param emptied whether it is empty and was not before: what an editor leaves between truncating and writing
 * @param script of a script or module
 * @param json of a blueprint or {@code world.json}
 */
record FileFact(
        Disk.Stat stat,
        boolean racy,
        @Nullable String sha256,
        boolean emptied,
        @Nullable ScriptFacts script,
        @Nullable JsonFile json) {

    FileFact holding(JsonFile content) {
        return new FileFact(stat, racy, sha256, emptied, script, content);
    }

    /** The next look must read it again, whatever its stat. */
    FileFact distrusted() {
        return new FileFact(stat, true, sha256, emptied, script, json);
    }

    /** It was read again so long after it was written that no later write can hide. */
    FileFact settled() {
        return new FileFact(stat, false, sha256, emptied, script, json);
    }

    FileFact hashed(String hash) {
        return new FileFact(stat, racy, hash, emptied, script, json);
    }
}
