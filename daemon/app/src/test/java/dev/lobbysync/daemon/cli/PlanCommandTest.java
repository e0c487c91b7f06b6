package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code plan}, and what is said about a first meeting on the command line. */
class PlanCommandTest extends CliRig {
    @Test
    void aPlanIsShownWithTheNextCommandAndItsExitCode() {
        assertThat(gamedev("sync", "plan")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        Plan for world harbour (first meeting)

                        Conflicts, for you to decide (1):
                          entity lamp  first meeting: both sides have it, with different position

                        0 to push, 0 to pull, 0 to merge, 1 conflicts, 0 deletions, 0 held; 3 agree already.
                        Nothing was changed. Next: gamedev sync start
                        """);
        assertThat(gamedev("sync", "plan", "--json", "--prefer", "remote")).isEqualTo(1);
        assertThat(out).contains("\"conflict\":[{\"kind\":\"entity\",\"id\":\"lamp\"");
        assertThat(actions.asked).containsExactly("plan harbour", "plan harbour prefer remote");
        assertThat(project.resolve(".lobby")).doesNotExist();
    }

    @Test
    void aPreferenceIsASideAndNothingElse() {
        assertThat(gamedev("sync", "start", "--prefer", "local")).isEqualTo(0);
        assertThat(actions.asked).containsExactly("start http://localhost:3000 harbour prefer local");
        for (String command : List.of("start", "plan")) {
            assertThat(gamedev("sync", command, "--prefer", "merged")).isEqualTo(64);
            assertThat(err).contains("--prefer must be local or remote");
        }
    }
}
