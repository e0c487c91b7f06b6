package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running daemon can be asked to do. Implemented by the heart, called by {@link ControlServer} on worker threads,
 * several at a time; calls may block. {@link #status} must answer at once, whatever the sync context is busy with.
 */
public interface DaemonControl {
    StatusReport status();

    /**
     * Conflict artifacts, newest first.
     *
     * @param all also the resolved ones
     */
    List<ConflictArtifact> conflicts(boolean all);

    /** The versions of the scripts that a conflict is about, by script path; the artifact exists. */
    Map<String, ScriptVersions> conflictScripts(String artifactId);

    /** Resolves one conflict, or a field of it, and returns once it is on both sides or noted, or cannot be. */
    ResolveOutcome resolve(String artifactId, Choice choice);

    /**
     * Goes on after a pause or a halt.
     *
     * @param acceptDeletes also lets the held deletions go ahead
     */
    ResumeOutcome resume(boolean acceptDeletes);

    /** Stops planning and applying until {@link #resume}; what is in flight ends first. */
    void pause();

    /**
     * Waits until everything that is dirty now has been settled, frozen or held; answers at once while nothing is synced
     * without a person.
     */
    FlushOutcome flush(Duration timeout);

    /**
     * What a sync would do now; nothing is changed.
     *
     * @param prefer the side that shall win what cannot be merged without a base, or null
     */
    PlanReport plan(@Nullable Use prefer);

    /** Begins an orderly stop and returns at once; the process ends when it is done. */
    void stop();
}
