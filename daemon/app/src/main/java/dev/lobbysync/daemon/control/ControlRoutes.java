package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of {@link ControlServer}: who may ask, what is asked, how it is answered. */
final class ControlRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRoutes.class);
    private static final long MAX_FLUSH_MILLIS = Duration.ofHours(24).toMillis();
    private static final long DEFAULT_FLUSH_MILLIS = 30_000;
    private static final long MOST_BODY = 64L << 20;
    private static final int MOST_COLUMNS = 1_000;

    private final Vertx vertx;
    private final DaemonControl daemon;
    private final Supplier<String> metrics;
    private final byte[] authorization;

    ControlRoutes(Vertx vertx, DaemonControl daemon, Supplier<String> metrics, String token) {
        this.vertx = vertx;
        this.daemon = daemon;
        this.metrics = metrics;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An answer: exit code, text for people, JSON for programs. */
    private record Answer(int status, int exitCode, String text, String json) {
        static Answer of(int exitCode, String text, String json) {
            return new Answer(200, exitCode, text, json);
        }

        static Answer message(int status, int exitCode, String message) {
            return new Answer(
                    status,
                    exitCode,
                    message + "\n",
                    Json.text(Json.object().put("exitCode", exitCode).put("message", message)));
        }
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::admit);
        router.get("/status").handler(context -> answer(context, this::status));
        router.get("/conflicts").handler(context -> answer(context, this::conflicts));
        router.get("/plan").handler(context -> answer(context, this::plan));
        router.get("/metrics").handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(ControlServer.EXIT_HEADER, Integer.toString(ExitCodes.OK))
                .end(metrics.get()));
        router.post("/resolve")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY))
                .handler(context -> answer(context, this::resolve));
        router.post("/resume")
                .handler(context -> answer(context, asked -> {
                    ResumeOutcome outcome = daemon.resume(asked.flag("accept-deletes"));
                    return Answer.message(200, ExitCodes.OK, outcome.message());
                }));
        router.post("/pause")
                .handler(context -> answer(context, asked -> {
                    daemon.pause();
                    return Answer.message(200, ExitCodes.OK, "Paused. Next: gamedev sync resume");
                }));
        router.post("/flush").handler(context -> answer(context, this::flush));
        router.post("/stop")
                .handler(context -> answer(context, asked -> {
                    daemon.stop();
                    return Answer.message(202, ExitCodes.OK, "Stopping.");
                }));
        router.errorHandler(413, context -> refuse(context, 413, "that is more than the daemon takes at once"));
        router.errorHandler(404, context -> refuse(context, 404, "there is no such request"));
        router.errorHandler(405, context -> refuse(context, 405, "not with this method"));
        return router;
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!isLoopback(request) || request.getHeader(HttpHeaders.ORIGIN) != null) {
            refuse(context, 403, "only programs on this machine may ask");
        } else if (given == null
                || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.ISO_8859_1))) {
            refuse(context, 401, "the token of .lobby/daemon.json is needed");
        } else {
            context.next();
        }
    }

    private static boolean isLoopback(HttpServerRequest request) {
        var authority = request.authority();
        if (authority == null || authority.host() == null) {
            return false;
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]") || host.equals("::1");
    }

    /** The query of a request. */
    private record Asked(RoutingContext context) {
        @Nullable
        String parameter(String name) {
            return context.request().getParam(name);
        }

        boolean flag(String name) {
            return "true".equals(parameter(name));
        }

        Style style() {
            return Style.of(flag("colour"));
        }

        /** The terminal of whoever asked; as narrow as can be unless they say more. */
        Page page() {
            String width = parameter("width");
            boolean number = width != null && width.matches("[0-9]{1,4}");
            return new Page(style(), number ? Math.min(MOST_COLUMNS, Integer.parseInt(width)) : 0);
        }

        /** The {@code value} of the body, null if there is no body. */
        @Nullable
        JsonNode value() throws IOException {
            Buffer body = context.body().buffer();
            if (body == null || body.length() == 0) {
                return null;
            }
            JsonNode value = Json.parse(body.getBytes()).get("value");
            if (value == null) {
                throw new IOException("it has no value");
            }
            return value;
        }
    }

    private Answer status(Asked asked) {
        StatusReport report = daemon.status();
        return Answer.of(ExitCodes.of(report), StatusText.of(report, asked.style()), report.json());
    }

    private Answer conflicts(Asked asked) {
        String id = asked.parameter("id");
        List<ConflictArtifact> found = daemon.conflicts(asked.flag("all") || id != null);
        if (id == null) {
            boolean open = found.stream().anyMatch(ConflictArtifact::open);
            return Answer.of(
                    open ? ExitCodes.PERSON : ExitCodes.OK,
                    ConflictsText.list(found, asked.style()),
                    ConflictsText.json(found));
        }
        for (ConflictArtifact conflict : found) {
            if (conflict.id().equals(id)) {
                Map<String, ScriptVersions> scripts = daemon.conflictScripts(id);
                return Answer.of(
                        conflict.open() ? ExitCodes.PERSON : ExitCodes.OK,
                        new ConflictView(conflict, scripts, asked.page()).text(),
                        ConflictsText.json(conflict, scripts));
            }
        }
        return Answer.message(404, ExitCodes.USAGE, "there is no conflict with that id; see: gamedev sync conflicts");
    }

    private Answer plan(Asked asked) {
        String word = asked.parameter("prefer");
        Use prefer = use(word);
        if (word != null && (prefer == null || prefer == Use.MERGED)) {
            return Answer.message(400, ExitCodes.USAGE, "prefer must be local or remote");
        }
        PlanReport report = daemon.plan(prefer);
        return Answer.of(report.exitCode(), PlanText.of(report, asked.style()), report.json());
    }

    private Answer resolve(Asked asked) {
        Use use = use(asked.parameter("use"));
        if (use == null) {
            return Answer.message(400, ExitCodes.USAGE, "use must be local, remote or merged");
        }
        String id = asked.parameter("id");
        String field = asked.parameter("field");
        List<String> ids = new ArrayList<>();
        if (id != null) {
            ids.add(id);
        } else if (asked.flag("all") && field == null) {
            daemon.conflicts(false).forEach(conflict -> ids.add(conflict.id()));
        } else {
            return Answer.message(400, ExitCodes.USAGE, "which conflict? give its id, or all=true");
        }
        Choice choice;
        try {
            choice = new Choice(use, field, asked.value(), asked.parameter("seen"));
        } catch (IOException e) {
            return Answer.message(
                    400, ExitCodes.USAGE, "the body makes no sense: " + TerminalText.clean("" + e.getMessage()));
        }
        if (choice.value() != null && (use != Use.MERGED || id == null)) {
            return Answer.message(400, ExitCodes.USAGE, "a value is for one conflict, and with use=merged");
        }
        List<ResolveOutcome> outcomes =
                ids.stream().map(one -> daemon.resolve(one, choice)).toList();
        return Answer.of(
                ResolveText.exitCode(outcomes), ResolveText.of(outcomes, asked.style()), ResolveText.json(outcomes));
    }

    private static @Nullable Use use(@Nullable String word) {
        for (Use use : Use.values()) {
            if (use.word().equals(word)) {
                return use;
            }
        }
        return null;
    }

    private Answer flush(Asked asked) {
        String timeout = asked.parameter("timeout-ms");
        long millis = DEFAULT_FLUSH_MILLIS;
        if (timeout != null) {
            try {
                millis = Long.parseLong(timeout);
            } catch (NumberFormatException e) {
                millis = -1;
            }
            if (millis < 0 || millis > MAX_FLUSH_MILLIS) {
                return Answer.message(400, ExitCodes.USAGE, "timeout-ms must be from 0 to " + MAX_FLUSH_MILLIS);
            }
        }
        FlushOutcome outcome = daemon.flush(Duration.ofMillis(millis));
        int exitCode = outcome.exitCode();
        return Answer.of(exitCode, outcome.text(asked.style()), outcome.status().json(exitCode));
    }

    private void answer(RoutingContext context, Function<Asked, Answer> work) {
        Asked asked = new Asked(context);
        vertx.executeBlocking(() -> work.apply(asked), false)
                .onSuccess(answer -> send(context, answer))
                .onFailure(failure -> {
                    LOG.error("control request {} failed", context.normalizedPath(), failure);
                    refuse(context, 500, "the daemon could not do that; see .lobby/logs/daemon.log");
                });
    }

    private static void refuse(RoutingContext context, int status, String message) {
        send(context, Answer.message(status, ExitCodes.REFUSED, message));
    }

    private static void send(RoutingContext context, Answer answer) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        boolean text = accept != null && accept.startsWith("text/plain");
        context.response()
                .setStatusCode(answer.status)
                .putHeader(HttpHeaders.CONTENT_TYPE, (text ? "text/plain" : "application/json") + "; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(ControlServer.EXIT_HEADER, Integer.toString(answer.exitCode))
                .end(text ? answer.text : answer.json);
    }
}
