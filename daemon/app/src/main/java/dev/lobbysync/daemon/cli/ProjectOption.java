package dev.lobbysync.daemon.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --project} of every command that works on one. */
final class ProjectOption {
    @Option(
            names = "--project",
            paramLabel = "DIR",
            description = "Project root. Default: the nearest directory upwards with .lobby/, else this one.")
    private @Nullable Path given;

    /** Sets what the grammar sets otherwise. */
    void give(@Nullable Path project) {
        given = project;
    }

    Path existing(CommandContext context) {
        return ProjectLocation.existing(context.directory(), given);
    }

    Path startable(CommandContext context) {
        return ProjectLocation.startable(context.directory(), given);
    }
}
