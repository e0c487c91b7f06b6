package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that begin something: what they are given, and when a person is asked first. */
class StartCommandsTest extends CliRig {
    @Test
    void startGetsTheResolvedConfiguration() {
        assertThat(gamedev("sync", "start", "--url", "http://other:1/")).isEqualTo(0);
        environment.clear();
        assertThat(gamedev("sync", "start")).isEqualTo(64);
        assertThat(gamedev("sync", "start", "--embedded")).isEqualTo(0);

        assertThat(actions.asked).containsExactly("start http://other:1 harbour", "start null null embedded");
    }

    @Test
    void cloneTakesAUrlOrATargetAndOnlyAnEmptyDirectory() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(
                project.resolve(".lobby").resolve("targets.json"),
                "{\"stage\":{\"worldUrl\":\"http://stage\",\"worldId\":\"stage-id\"}}");

        assertThat(gamedev("sync", "clone", "http://new:1", "a")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "stage", "b")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "stage", ".")).isEqualTo(64);

        assertThat(actions.asked)
                .containsExactly("clone http://new:1 null into a", "clone http://stage stage-id into b");
    }

    private static final List<List<String>> CONNECTING = List.of(
            List.of("sync", "start", "--target", "Prod"),
            List.of("sync", "start", "--target", "careful", "--detach"),
            List.of("sync", "clone", "careful", "new"),
            List.of("sync", "resolve", "c1", "--use", "local", "--target", "careful"));

    private void careful() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        Files.writeString(project.resolve(".lobby").resolve("targets.json"), """
                {"Prod":{"worldUrl":"http://p","worldId":"harbour"},
                 "careful":{"worldUrl":"http://c","worldId":"harbour","requiresConfirm":true}}
                """);
    }

    @Test
    void aTargetThatWantsConfirmationIsNotTouchedWhereNobodyCanBeAsked() throws IOException {
        careful();

        for (List<String> words : CONNECTING) {
            assertThat(gamedev(words.toArray(new String[0]))).as("%s", words).isEqualTo(1);
            assertThat(err).contains("target '", "world harbour at http://", "give --yes");
        }
        environment.put("HYPERFY_TARGET_CONFIRM", "true");
        assertThat(gamedev("sync", "start")).isEqualTo(1);
        assertThat(actions.asked).isEmpty();
        assertThat(project.resolve("new")).doesNotExist();

        for (List<String> words : CONNECTING) {
            List<String> sure = new ArrayList<>(words);
            sure.remove("--detach");
            sure.add("--yes");
            assertThat(gamedev(sure.toArray(new String[0]))).as("%s", sure).isEqualTo(0);
        }
        assertThat(gamedev("sync", "start", "--embedded")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "http://elsewhere", "other")).isEqualTo(0);
        assertThat(actions.asked).hasSize(6);
    }

    @Test
    void aPersonIsAskedOnceBeforeATargetThatWantsConfirmationIsTouched() throws IOException {
        careful();
        conflict("c2", "open", "2026-03-02T08:00:00Z");
        person = true;

        for (String answer : List.of("", "n\n", "\n", "what\n")) {
            typed = answer;
            assertThat(gamedev("sync", "start", "--target", "careful")).isEqualTo(1);
            assertThat(out).isEqualTo("This will sync with target 'careful', world harbour at http://c. Go on? y/N ");
            assertThat(err).isEqualTo("gamedev: nothing was done\n");
        }
        assertThat(actions.asked).isEmpty();
        typed = "y\n";
        assertThat(gamedev("sync", "start", "--target", "careful")).isEqualTo(0);
        typed = "Yes\n";
        assertThat(gamedev("sync", "resolve", "--all", "--use", "local", "--target", "careful"))
                .isEqualTo(0);
        assertThat(actions.asked).hasSize(3);
    }
}
