package dev.lobbysync.daemon.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves what a person configured (DESIGN 2, PROTOCOL 7.11, 7.12). A selected target ({@code --target}, then {@code
 * HYPERFY_TARGET}) gives url, id and code as one set above everything; else flags beat the environment, which beats
 * {@code .env}, which beats defaults.
 *
 * <p>Variables: {@code HYPERFY_TARGET_CONFIRM} (off), {@code WORLD_URL}, {@code WORLD_ID}, {@code ADMIN_CODE}, {@code BIDIRECTIONAL_SYNC} (on), {@code
 * SYNC_STRICT_CONFLICTS} (off), {@code SYNC_GUARD_MIN_DELETIONS} (5), {@code SYNC_GUARD_MAX_PERCENT} (30), {@code
 * WORLD_ADMIN_CONNECT_TIMEOUT_MS}, {@code WORLD_ADMIN_REQUEST_TIMEOUT_MS} (15000), {@code DEPLOY_NOTE}.
 */
public final class ProjectConfig {
    private static final String URL = "WORLD_URL";
    private static final String ID = "WORLD_ID";
    private static final String CODE = "ADMIN_CODE";
    private static final int HOUR_MILLIS = 3_600_000;

    private ProjectConfig() {}

    /**
     * Resolves flags, environment and the project's files to settings.
     *
     * @throws ConfigException naming file and line, or variable, of what cannot be used. Missing url or id are no error
     *     here: {@link Settings#requireWorldUrl}
     */
    public static Settings resolve(ConfigInputs in) {
        Map<String, DotEnv.Entry> file = DotEnv.read(in.project().resolve(".env"), ".env");
        Layers layers = new Layers(in.environment(), file);
        Target target = target(in, layers);
        Connection to = target == null ? connection(in, layers) : connection(target, layers);
        Layers.Found note = layers.find("DEPLOY_NOTE");
        return new Settings(
                in.project(),
                target == null ? null : target.name(),
                layers.flag("HYPERFY_TARGET_CONFIRM", false) || (target != null && target.confirm()),
                to.url,
                to.id,
                to.code,
                layers.flag("BIDIRECTIONAL_SYNC", true),
                layers.flag("SYNC_STRICT_CONFLICTS", false),
                new Guards(
                        layers.number("SYNC_GUARD_MIN_DELETIONS", Guards.DEFAULT.minDeletions(), Integer.MAX_VALUE),
                        layers.number("SYNC_GUARD_MAX_PERCENT", Guards.DEFAULT.maxPercent(), 100)),
                new Timeouts(
                        millis(layers, "WORLD_ADMIN_CONNECT_TIMEOUT_MS", Timeouts.DEFAULT.connect()),
                        millis(layers, "WORLD_ADMIN_REQUEST_TIMEOUT_MS", Timeouts.DEFAULT.request())),
                note == null ? null : note.value(),
                layers.provenance(),
                warnings(in, target, to, layers));
    }

    private record Connection(@Nullable URI url, @Nullable String id, AdminCode code) {}

    private static @Nullable Target target(ConfigInputs in, Layers layers) {
        String flag = in.target();
        if (flag != null) {
            if (flag.isBlank()) {
                throw new ConfigException("--target needs the name of a target in " + Targets.SHOWN_AS);
            }
            return Targets.read(in.project(), flag, "--target");
        }
        Layers.Found variable = layers.find("HYPERFY_TARGET");
        return variable == null
                ? null
                : Targets.read(in.project(), variable.value(), "HYPERFY_TARGET, " + variable.source());
    }

    private static Connection connection(Target target, Layers layers) {
        String source = "target '" + target.name() + "'";
        for (String variable : List.of(URL, ID, CODE)) {
            layers.note(variable, source);
        }
        return new Connection(
                url(target.worldUrl(), Targets.SHOWN_AS + " " + source), target.worldId(), target.adminCode());
    }

    private static Connection connection(ConfigInputs in, Layers layers) {
        Layers.Found url = flagOr(in.url(), "--url", URL, layers);
        Layers.Found id = flagOr(in.worldId(), "--world-id", ID, layers);
        Layers.Found code = layers.evenEmpty(CODE);
        return new Connection(
                url == null ? null : url(url.value(), url.source()),
                id == null ? null : id.value(),
                code == null ? AdminCode.EMPTY : AdminCode.of(code.value(), CODE + ", " + code.source()));
    }

    private static Layers.@Nullable Found flagOr(@Nullable String given, String flag, String variable, Layers layers) {
        if (given == null) {
            return layers.find(variable);
        }
        if (given.isBlank()) {
            throw new ConfigException(flag + " needs a value");
        }
        layers.note(variable, flag);
        return new Layers.Found(given.strip(), flag);
    }

    private static List<String> warnings(ConfigInputs in, @Nullable Target target, Connection to, Layers layers) {
        List<String> warnings = new ArrayList<>();
        String source = layers.provenance().getOrDefault(CODE, "");
        if (!to.code.isEmpty() && target != null) {
            ConfigFile.openness(in.project(), Targets.SHOWN_AS).ifPresent(warnings::add);
        } else if (!to.code.isEmpty() && source.startsWith(".env")) {
            ConfigFile.openness(in.project(), ".env").ifPresent(warnings::add);
        }
        if (target != null) {
            warnings.addAll(overruled(in, target));
        }
        return warnings;
    }

    private static List<String> overruled(ConfigInputs in, Target target) {
        List<String> warnings = new ArrayList<>();
        if (in.url() != null) {
            warnings.add("--url is not used: target '" + target.name() + "' sets the url");
        }
        if (in.worldId() != null) {
            warnings.add("--world-id is not used: target '" + target.name() + "' sets the world id");
        }
        return warnings;
    }

    private static Duration millis(Layers layers, String variable, Duration otherwise) {
        return Duration.ofMillis(layers.number(variable, (int) otherwise.toMillis(), HOUR_MILLIS));
    }

    private static URI url(String text, String source) {
        String trimmed = text;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        try {
            URI url = new URI(trimmed);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new ConfigException(badUrl(source), e);
        }
        throw new ConfigException(badUrl(source));
    }

    private static String badUrl(String source) {
        return "the world url (" + source
                + ") must look like http://host:port or https://host/path, without user name, query or fragment";
    }
}
