package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code .lobby/daemon.json}, mode 0600, there while a daemon runs; removed at a clean stop.
 *
 * <pre>{@code {"formatVersion":1,"pid":4711,"port":40123,"token":"…64 hex…",
 *  "startedAt":"2026-03-02T08:00:00Z","worldId":"harbour","url":"http://localhost:3000"}}</pre>
 *
 * @param pid the daemon's process
 * @param port of the control API on 127.0.0.1
 * @param token bearer token of the control API
 */
public record DaemonFile(
        long pid,
        int port,
        String token,
        String startedAt,
        @Nullable String worldId,
        @Nullable String url) {
    private static final JsonFactory JSON = new JsonFactory();

    static Path in(Path lobby) {
        return lobby.resolve("daemon.json");
    }

    /** What the file says; empty if there is none. A file that cannot be understood counts as none. */
    public static Optional<DaemonFile> read(Path lobby) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(in(lobby));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        long pid = 0;
        int port = 0;
        String token = "";
        String startedAt = "";
        String worldId = null;
        String url = null;
        try (JsonParser in = JSON.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "pid" -> pid = in.getValueAsLong();
                    case "port" -> port = in.getValueAsInt();
                    case "token" -> token = in.getValueAsString("");
                    case "startedAt" -> startedAt = in.getValueAsString("");
                    case "worldId" -> worldId = in.getValueAsString();
                    case "url" -> url = in.getValueAsString();
                    default -> in.skipChildren();
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException | CharConversionException e) {
            return Optional.empty();
        }
        boolean usable = pid > 0 && port > 0 && port < 65_536 && token.chars().allMatch(c -> c > ' ' && c < 127);
        return usable && !token.isEmpty()
                ? Optional.of(new DaemonFile(pid, port, token, startedAt, worldId, url))
                : Optional.empty();
    }

    /** Whether a process with that id is there. Ids are reused: only an answer of the control API proves a daemon. */
    public boolean processAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Puts the file in place atomically; at no moment can anybody else read it. */
    void write(Path lobby) throws IOException {
        Path temp = lobby.resolve("daemon.json.tmp");
        Files.deleteIfExists(temp);
        try (FileChannel out = FileChannel.open(
                temp,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            out.write(StandardCharsets.UTF_8.encode(json()));
        }
        Files.move(temp, in(lobby), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the file if it is still this daemon's. */
    void remove(Path lobby) throws IOException {
        if (read(lobby).filter(file -> file.token.equals(token)).isPresent()) {
            Files.deleteIfExists(in(lobby));
        }
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("formatVersion", 1);
            out.writeNumberField("pid", pid);
            out.writeNumberField("port", port);
            out.writeStringField("token", token);
            out.writeStringField("startedAt", startedAt);
            out.writeStringField("worldId", worldId);
            out.writeStringField("url", url);
            out.writeEndObject();
        }
        return text.append('\n').toString();
    }

    @Override
    public String toString() {
        return "daemon " + pid + " on port " + port;
    }
}
