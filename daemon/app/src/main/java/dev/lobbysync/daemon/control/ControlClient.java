package dev.lobbysync.daemon.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line's side of the control API. Asks for text that is ready to print, so that a short command needs no
 * JSON tree; programs ask for JSON.
 */
public final class ControlClient {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final DaemonFile daemon;

    private ControlClient(DaemonFile daemon) {
        this.daemon = daemon;
    }

    /** The form of an answer. */
    public enum Form {
        /** Text for people. */
        PLAIN,
        /** Text for people who have a colour terminal. */
        COLOUR,
        JSON
    }

    /**
     * An answer of the daemon.
     *
     * @param exitCode what the command exits with
     * @param body text or JSON as asked for, safe for a terminal
     */
    public record Reply(int exitCode, String body) {}

    /**
     * A client of the project's daemon; empty if none is running as far as the files tell. A daemon that was killed leaves
     * its file behind: then the requests fail with {@link NotRunning}.
     */
    public static Optional<ControlClient> of(Path lobby) throws IOException {
        return DaemonFile.read(lobby).filter(DaemonFile::processAlive).map(ControlClient::new);
    }

    /** What {@code daemon.json} says. */
    public DaemonFile daemon() {
        return daemon;
    }

    /** The daemon that {@code daemon.json} names is not there. */
    public static final class NotRunning extends IOException {
        private static final long serialVersionUID = 1L;

        NotRunning(DaemonFile daemon, Throwable cause) {
            super("no daemon answers on port " + daemon.port() + "; it may have been killed", cause);
        }
    }

    /**
     * Reads.
     *
     * @param path {@code /status}, {@code /conflicts}, {@code /metrics}
     */
    public Reply get(String path, Map<String, String> query, Form form) throws IOException {
        return get(path, query, form, Duration.ofSeconds(10));
    }

    /**
     * Reads what takes a while to find out.
     *
     * @param path {@code /plan}
     * @param patience how long the answer may take
     */
    public Reply get(String path, Map<String, String> query, Form form, Duration patience) throws IOException {
        return request("GET", path, query, null, form, patience);
    }

    /**
     * Asks for a change of state.
     *
     * @param patience how long the answer may take
     */
    public Reply post(String path, Map<String, String> query, Form form, Duration patience) throws IOException {
        return request("POST", path, query, null, form, patience);
    }

    /**
     * Asks for a change of state that needs more than fits into a query.
     *
     * @param body JSON
     * @param patience how long the answer may take
     */
    public Reply post(String path, Map<String, String> query, byte[] body, Form form, Duration patience)
            throws IOException {
        return request("POST", path, query, body, form, patience);
    }

    private Reply request(
            String method, String path, Map<String, String> query, byte @Nullable [] body, Form form, Duration patience)
            throws IOException {
        StringBuilder target = new StringBuilder(path).append("?colour=").append(form == Form.COLOUR);
        query.forEach((name, value) ->
                target.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + daemon.port() + target).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) Math.min(Integer.MAX_VALUE, patience.toMillis()));
        connection.setRequestProperty("Authorization", "Bearer " + daemon.token());
        connection.setRequestProperty("Accept", form == Form.JSON ? "application/json" : "text/plain");
        connection.setRequestProperty("Connection", "close");
        connection.setUseCaches(false);
        try {
            if (body != null) {
                send(connection, body);
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
                throw new NotRunning(daemon, new IOException("another program listens there"));
            }
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String answer = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                int exitCode = connection.getHeaderFieldInt(ControlServer.EXIT_HEADER, -1);
                if (exitCode < 0) {
                    throw new NotRunning(daemon, new IOException("another program listens there"));
                }
                return new Reply(exitCode, answer);
            }
        } catch (ConnectException e) {
            throw new NotRunning(daemon, e);
        } finally {
            connection.disconnect();
        }
    }

    private static void send(HttpURLConnection connection, byte[] body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
    }
}
