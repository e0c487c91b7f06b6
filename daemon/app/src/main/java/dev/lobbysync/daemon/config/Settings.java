package dev.lobbysync.daemon.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resolved configuration of one run.
 *
 * @param project absolute project root
 * @param target the selected target, or null
 * @param confirm a person is to be asked before anything connects (PROTOCOL 7.11)
 * @param worldUrl base URL without trailing slashes, maybe with a path prefix (PROTOCOL 2.1); null if not configured
 * @param worldId null if not configured
 * @param bidirectional false: nothing is written into the project (DESIGN 7)
 * @param strictConflicts don't start while conflicts are open (DESIGN 7)
 * @param deployNote default note of deploy snapshots, or null
 * @param provenance variable name to where its value came from ({@code --url}, {@code environment}, {@code .env line
 *     3}, {@code target 'prod'}, {@code default}); never values
 * @param warnings sentences for people: what was given and is not used
 */
public record Settings(
        Path project,
        @Nullable String target,
        boolean confirm,
        @Nullable URI worldUrl,
        @Nullable String worldId,
        AdminCode adminCode,
        boolean bidirectional,
        boolean strictConflicts,
        Guards guards,
        Timeouts timeouts,
        @Nullable String deployNote,
        Map<String, String> provenance,
        List<String> warnings) {
    public Settings {
        provenance = Map.copyOf(provenance);
        warnings = List.copyOf(warnings);
    }

    /** The directory {@code .lobby} of the project; it may not exist yet. */
    public Path lobby() {
        return project.resolve(".lobby");
    }

    /**
     * The URL of the runtime.
     *
     * @throws ConfigException with the ways to give one
     */
    public URI requireWorldUrl() {
        if (worldUrl == null) {
            throw new ConfigException("no world is configured: give --url, or set WORLD_URL in the environment or in "
                    + project.resolve(".env") + ", or select a target with --target");
        }
        return worldUrl;
    }

    /**
     * The id of the world.
     *
     * @throws ConfigException with the ways to give one
     */
    public String requireWorldId() {
        if (worldId == null) {
            throw new ConfigException("no world id is configured: give --world-id, or set WORLD_ID in the environment"
                    + " or in " + project.resolve(".env") + "; it guards against syncing with the wrong world");
        }
        return worldId;
    }

    /**
     * Makes sure that somebody said which admin code to use, be it none: an {@code ADMIN_CODE} that is empty, a selected
     * target, or a token of R2. A runtime without a code is open to everybody, so nobody syncs with one by oversight
     * (PROTOCOL 7.12, 11 item 57).
     *
     * @throws ConfigException with the ways to say it
     */
    public void requireCode() {
        boolean said = target != null || !adminCode.isEmpty() || provenance.containsKey("ADMIN_CODE");
        if (!said && AuthTokens.of(lobby(), requireWorldUrl().toString(), worldId) == null) {
            throw new ConfigException(
                    "no admin code is configured: set ADMIN_CODE in the environment or in " + project.resolve(".env")
                            + "; for a world that has none, leave it empty there or give --without-code");
        }
    }

    /** The same settings against another runtime: the one that this process runs itself. */
    public Settings at(URI url, String id, AdminCode code) {
        return new Settings(
                project,
                target,
                confirm,
                url,
                id,
                code,
                bidirectional,
                strictConflicts,
                guards,
                timeouts,
                deployNote,
                provenance,
                warnings);
    }

    /** The same settings for a project in another place. */
    public Settings in(Path otherProject) {
        return new Settings(
                otherProject,
                target,
                confirm,
                worldUrl,
                worldId,
                adminCode,
                bidirectional,
                strictConflicts,
                guards,
                timeouts,
                deployNote,
                provenance,
                warnings);
    }
}
