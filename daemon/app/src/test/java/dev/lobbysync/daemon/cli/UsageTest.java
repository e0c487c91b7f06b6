package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands are spelled, and what a person is told who spells them wrong or meets a defect. */
class UsageTest extends CliRig {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync nonsense",
                "nonsense",
                "sync start --nonsense",
                "sync status extra",
                "sync status --project",
                "sync resolve",
                "sync resolve --all",
                "sync resolve --use local",
                "sync resolve c1 --all --use local",
                "sync resolve c1 --use theirs",
                "sync resolve c1",
                "sync resolve unknown --use local",
                "sync conflicts unknown",
                "sync flush --timeout -1",
                "sync flush --timeout soon",
                "sync clone http://localhost",
                "sync demo --apps 0",
                "runtime start",
                "runtime start --dir d --port 70000",
                "sync start --target nowhere",
                "sync start --url nowhere"
            })
    void wrongUsageExitsWith64AndOneClearLine(String line) throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");

        assertThat(gamedev(line.split(" "))).isEqualTo(64);
        assertThat(err).startsWith("gamedev: ");
        assertThat(err.lines().count()).isLessThanOrEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(actions.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "sync", "sync --help", "sync start --help", "runtime", "--version"})
    void helpIsNoFailure(String line) {
        assertThat(line.isEmpty() ? gamedev() : gamedev(line.split(" "))).isEqualTo(0);
        assertThat(out).contains("gamedev");
        assertThat(err).isEmpty();
    }

    /** git would take help that ends with 0 for a merge, and our untouched version for its result. */
    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-V", "--version"})
    void aFileThatIsCalledLikeAnOptionIsMerged(String path) throws IOException {
        Files.writeString(project.resolve("O"), "a\n");
        Files.writeString(project.resolve("A"), "a\n");
        Files.writeString(project.resolve("B"), "b\n");
        assertThat(gamedev("merge-driver", "O", "A", "B", path)).isZero();
        assertThat(project.resolve("A")).hasContent("b");

        assertThat(gamedev("merge-driver", path)).isZero();
        assertThat(err).isEmpty();
    }

    @Test
    void demoAndRuntimeGetTheirFigures() {
        gamedev("sync", "demo", "--keep", "--apps", "3");
        gamedev("runtime", "start", "--dir", "d", "--port", "0", "--world-id", "w");

        assertThat(actions.asked).containsExactly("demo true 3 500", "runtime d 0 w 127.0.0.1 " + CODE);
    }

    @Test
    void whatGoesWrongIsOneLineAndTheDetailsAreInTheLog() throws IOException {
        state(0);
        actions.failure = new IllegalStateException("the shelf\u001b[2J fell down");

        assertThat(gamedev("sync", "demo")).isEqualTo(3);
        assertThat(err)
                .hasLineCount(1)
                .contains("the shelf\\u001b[2J fell down")
                .contains("cli.log");
        assertThat(project.resolve(".lobby").resolve("logs").resolve("cli.log"))
                .content()
                .contains("IllegalStateException", "\tat ");
        actions.failure = new CommandFailed(2, "the runtime is away");
        assertThat(gamedev("sync", "demo")).isEqualTo(2);
        assertThat(err).isEqualTo("gamedev: the runtime is away\n");
    }
}
