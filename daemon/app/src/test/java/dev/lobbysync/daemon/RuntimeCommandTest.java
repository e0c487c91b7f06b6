package dev.lobbysync.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.cli.CommandFailed;
import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import dev.lobbysync.runtime.world.WorldState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runtime start} on the data directory of an upstream runtime. */
class RuntimeCommandTest {
    @TempDir
    private Path directory;

    @Test
    void aDatabaseOfTheUpstreamRuntimeIsAdoptedOnce() throws SQLException {
        WorldState before = upstreamWorld();
        try (ReferenceRuntime runtime = start("local-harbour")) {
            assertThat(runtime.adoption()).isPresent();
            assertThat(runtime.adoption().orElseThrow().message())
                    .contains("adopted a database of the upstream runtime (schema 21)");
            assertThat(runtime.worldView()).isEqualTo(before);
        }
        try (ReferenceRuntime runtime = start(null)) {
            assertThat(runtime.adoption()).isEmpty();
            assertThat(runtime.worldId()).isEqualTo("local-harbour");
        }
    }

    @Test
    void aWorldThatDoesNotSayItsIdGetsNoneMadeUp() throws SQLException {
        upstreamWorld();
        assertThatThrownBy(() -> start(null))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("--world-id")
                .extracting(failure -> ((CommandFailed) failure).exitCode())
                .isEqualTo(ExitCodes.REFUSED);
    }

    @Test
    void anUnknownSchemaIsRefusedInPlainWords() throws SQLException {
        upstreamWorld();
        execute("UPDATE config SET value = '23' WHERE key = 'version'");
        assertThatThrownBy(() -> start("local-harbour"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("schema 23")
                .hasMessageContaining("Nothing was changed");
    }

    /** What the upstream runtime leaves: the tables, but neither our history of them nor a world id. */
    private WorldState upstreamWorld() throws SQLException {
        WorldState state;
        try (ReferenceRuntime runtime = start("local-harbour")) {
            state = runtime.worldView();
        }
        execute("DROP TABLE flyway_schema_history");
        execute("DELETE FROM config WHERE key = 'worldId'");
        return state;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("db.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private ReferenceRuntime start(@Nullable String worldId) {
        return RuntimeCommand.start(directory, 0, worldId, "127.0.0.1", AdminCode.of("of the quay", "this test"));
    }
}
