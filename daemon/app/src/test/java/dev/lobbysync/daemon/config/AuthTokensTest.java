package dev.lobbysync.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .lobby/auth.json} of R2 (PROTOCOL 10.1). */
class AuthTokensTest {
    @TempDir
    private Path lobby;

    private void file(String text) throws IOException {
        Files.writeString(lobby.resolve("auth.json"), text);
    }

    @Test
    void theTokenOfTheWorldAtItsUrlIsFound() throws IOException {
        file("""
                {"version":1,"entries":{
                  "other::https://h/w":{"worldUrl":"https://h/w","worldId":"other","authToken":"t-other"},
                  "w::https://h/w/":{"worldUrl":"https://h/w/","worldId":"w","authToken":"t-1","userName":"mira"}}}
                """);
        assertThat(AuthTokens.of(lobby, "https://h/w", "w")).isEqualTo("t-1");
        assertThat(AuthTokens.of(lobby, "https://h/w", "third")).isNull();
        assertThat(AuthTokens.of(lobby, "https://elsewhere/w", "w")).isNull();
    }

    @Test
    void withoutAFileThereIsNoToken() {
        assertThat(AuthTokens.of(lobby, "https://h/w", "w")).isNull();
    }

    @Test
    void aBrokenFileIsNamedAndItsContentIsNotShown() throws IOException {
        file("{\"entries\": s3cret-token");
        assertThatThrownBy(() -> AuthTokens.of(lobby, "https://h/w", "w"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".lobby/auth.json")
                .hasMessageNotContaining("s3cret");
        file("{\"entries\":{\"k\":{\"worldUrl\":\"https://h/w\",\"worldId\":\"w\",\"authToken\":\"s3cret\\n\"}}}");
        assertThatThrownBy(() -> AuthTokens.of(lobby, "https://h/w", "w"))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("s3cret");
    }
}
