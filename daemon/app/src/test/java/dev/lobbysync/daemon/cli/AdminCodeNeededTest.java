package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PROTOCOL 11, item 57: nobody syncs with an open world by oversight. */
class AdminCodeNeededTest extends CliRig {
    @Test
    void withoutAnAdminCodeNothingIsSyncedUntilSomebodySaysSo() throws IOException {
        environment.remove("ADMIN_CODE");
        for (List<String> words : List.of(
                List.of("sync", "start"),
                List.of("sync", "start", "--yes"),
                List.of("sync", "plan"),
                List.of("sync", "clone", "http://new:1", "new"))) {
            assertThat(gamedev(words.toArray(new String[0]))).as("%s", words).isEqualTo(64);
            assertThat(err).contains("no admin code is configured", "--without-code");
        }
        assertThat(actions.asked).isEmpty();
        assertThat(gamedev("sync", "start", "--without-code")).isZero();
        assertThat(gamedev("sync", "clone", "http://new:1", "new", "--without-code"))
                .isZero();
        assertThat(gamedev("sync", "start", "--embedded")).isZero();
        assertThat(actions.asked).hasSize(3);
    }

    @Test
    void anEmptyCodeThatIsWrittenDownIsAnAnswer() throws IOException {
        environment.remove("ADMIN_CODE");
        Files.writeString(project.resolve(".env"), "ADMIN_CODE=\n");
        assertThat(gamedev("sync", "start")).isZero();
        Files.delete(project.resolve(".env"));
        environment.put("ADMIN_CODE", "");
        assertThat(gamedev("sync", "start")).isZero();
    }

    @Test
    void initSaysWhatItDidAndWhatToTypeNext() {
        assertThat(gamedev("sync", "init", "--world-url", "http://quay:1", "--world-id", "quay", "--sample"))
                .isZero();
        assertThat(out)
                .isEqualTo("created  .env\n"
                        + "skipped  git's merge driver: this is no working tree of git; later: gamedev sync init"
                        + " --merge-driver\n"
                        + "Next: gamedev sync plan, then: gamedev sync start\n");
        assertThat(actions.asked).singleElement().asString().startsWith("init ").endsWith(" http://quay:1 quay true");
    }
}
