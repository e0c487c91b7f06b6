package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that do more than ask a running daemon; implemented by the composition root. Each returns an exit code of
 * {@link dev.lobbysync.daemon.control.ExitCodes} and may throw {@link CommandFailed} or {@link
 * dev.lobbysync.daemon.config.ConfigException}.
 */
public interface Actions {
    /**
     * Runs the daemon in the foreground until it is stopped; prints {@code ready …} when the handshake is done.
     *
     * @param embedded run the reference runtime inside; the settings then need neither url nor id
     */
    int start(Settings settings, boolean embedded, Meeting meeting, Terminal terminal);

    /**
     * How a first meeting of a project and a world shall go.
     *
     * @param yes go on without asking where each side has what the other lacks
     * @param prefer the side that wins what cannot be merged, {@link Use#LOCAL} or {@link Use#REMOTE}; null to make that
     *     a conflict
     */
    record Meeting(boolean yes, @Nullable Use prefer) {}

    /** Connects, and tells what a sync would do; changes nothing anywhere. */
    PlanReport plan(Settings settings, @Nullable Use prefer);

    /**
     * Prepares a project, without asking and without touching anything that is there already.
     *
     * @param url for {@code .env}, or null to leave it to be filled in; likewise the id
     * @param sample also a small app and a {@code world.json}, if there is neither
     * @return what was done, in sentences for people
     */
    List<String> init(Path project, @Nullable String url, @Nullable String worldId, boolean sample);

    /**
     * Fills an empty directory from a world and returns once both sides agree.
     *
     * @param settings the project is the directory to fill; the world id is null if none was given: then the runtime's
     *     own is taken
     */
    int cloneWorld(Settings settings, Terminal terminal);

    /**
     * Resolves conflicts, or a field of one, without a running daemon: connects and applies just these objects.
     *
     * @return one outcome per id, in order
     */
    List<ResolveOutcome> resolveOffline(Settings settings, List<String> artifactIds, Choice choice, Terminal terminal);

    /**
     * Does the main job for real, printing each step.
     *
     * @param keep leave runtime and daemon running and say how to go on
     * @param apps how many apps the world has, likewise entities
     */
    int demo(boolean keep, int apps, int entities, Terminal terminal);

    /**
     * Runs the reference runtime alone in the foreground.
     *
     * @param port 0 for any free one
     * @param worldId null to take the directory's own
     * @param adminCode empty if none was given: then one is generated and printed
     */
    int runtime(
            Path directory, int port, @Nullable String worldId, String host, AdminCode adminCode, Terminal terminal);
}
