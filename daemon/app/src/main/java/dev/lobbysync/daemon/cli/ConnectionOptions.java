package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.ConfigInputs;
import dev.lobbysync.daemon.config.ProjectConfig;
import dev.lobbysync.daemon.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which world to connect to. The admin code has no flag, because other users could read it; use the environment. */
final class ConnectionOptions {
    @Option(
            names = "--target",
            paramLabel = "T",
            description = "Target of .lobby/targets.json: gives url, id and code as one set.")
    private @Nullable String target;

    @Option(names = "--url", paramLabel = "U", description = "World URL. Default: WORLD_URL (environment, .env).")
    private @Nullable String url;

    @Option(names = "--world-id", paramLabel = "I", description = "World id. Default: WORLD_ID (environment, .env).")
    private @Nullable String worldId;

    @Option(names = "--without-code", description = "The world has no admin code: sync although none is configured.")
    private boolean withoutCode;

    /**
     * Refuses to go on where nobody said with which code, not even with none (PROTOCOL 11, item 57).
     *
     * @throws dev.lobbysync.daemon.config.ConfigException with the ways to say it
     */
    void requireCode(Settings settings) {
        if (!withoutCode) {
            settings.requireCode();
        }
    }

    Settings resolve(CommandContext context, Path project) {
        Settings settings =
                ProjectConfig.resolve(new ConfigInputs(project, target, url, worldId, context.environment()));
        settings.warnings().forEach(warning -> context.terminal().progress("warning: " + warning));
        return settings;
    }

    /** The same options as words of a command line. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--target", target);
        add(words, "--url", url);
        add(words, "--world-id", worldId);
        if (withoutCode) {
            words.add("--without-code");
        }
        return words;
    }

    private static void add(List<String> words, String name, @Nullable String value) {
        if (value != null) {
            words.add(name + "=" + value);
        }
    }
}
