package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.GitState;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.Scheduler;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.daemon.port.Watcher;

/** Everything that the heart needs from around it. */
public record Ports(
        Remote remote,
        Project project,
        Watcher watcher,
        GitState git,
        History history,
        StateStore state,
        ConflictStore conflicts,
        Trash trash,
        Clock clock,
        Scheduler scheduler,
        Random random,
        Telemetry telemetry) {
    /** The same with another state. */
    Ports with(StateStore other) {
        return new Ports(
                remote, project, watcher, git, history, other, conflicts, trash, clock, scheduler, random, telemetry);
    }
}
