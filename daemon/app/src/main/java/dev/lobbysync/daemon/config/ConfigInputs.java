package dev.lobbysync.daemon.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that configuration is resolved from.
 *
 * @param project the project root; {@code .env} and {@code .lobby/} are looked for here
 * @param target {@code --target}, likewise the next two {@code --url} and {@code --world-id}; null if not given
 * @param environment the process environment
 */
public record ConfigInputs(
        Path project,
        @Nullable String target,
        @Nullable String url,
        @Nullable String worldId,
        Map<String, String> environment) {
    public ConfigInputs {
        project = project.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /** No flags given. */
    public static ConfigInputs of(Path project, Map<String, String> environment) {
        return new ConfigInputs(project, null, null, null, environment);
    }
}
