package dev.lobbysync.daemon.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The tokens that R2's own command line keeps in {@code .lobby/auth.json} (PROTOCOL 10.1); only ever read. */
public final class AuthTokens {
    private static final String SHOWN_AS = ".lobby/auth.json";

    private AuthTokens() {}

    /**
     * The token for the configured world at the configured URL, or null if there is none.
     *
     * @param worldId null if it is not known yet: then the URL alone decides
     * @throws ConfigException if the file cannot be read as what it should be
     */
    public static @Nullable String of(Path lobby, String worldUrl, @Nullable String worldId) {
        JsonNode file;
        try {
            file = Json.parse(ConfigFile.read(lobby.resolve("auth.json")));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // Without the parser's words: they may quote a token.
            throw new ConfigException(SHOWN_AS + " cannot be read as JSON; sign in again, or delete it", e);
        }
        for (JsonNode entry : file.path("entries")) {
            boolean here = plain(entry.path("worldUrl").asText("")).equals(plain(worldUrl))
                    && (worldId == null || entry.path("worldId").asText("").equals(worldId));
            String token = entry.path("authToken").asText("");
            if (here && !token.isEmpty()) {
                if (!token.chars().allMatch(c -> c > ' ' && c <= '~')) {
                    throw new ConfigException("the token in " + SHOWN_AS + " holds a character that HTTP cannot carry;"
                            + " sign in again, or delete it");
                }
                return token;
            }
        }
        return null;
    }

    private static String plain(String url) {
        return url.strip().replaceAll("/+$", "");
    }
}
