package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of a journal belong together: one that is missing, doubled or too short is damage. */
class JournalLinesTest {
    private final StateFixture project = new StateFixture();

    private List<String> linesOfThreeCommits() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.commit(put(2, entry("Pier", "two", 2)));
            store.commit(put(3, entry("Mole", "three", 3)));
        }
        String text = project.disk.text(project.paths.journal());
        return new ArrayList<>(List.of(text.split("(?<=\n)")));
    }

    private String readAs(List<String> lines) throws IOException {
        project.disk.overwrite(project.paths.journal(), String.join("", lines).getBytes(StandardCharsets.UTF_8));
        try (FileStateStore store = project.open()) {
            assertThat(store.notices()).singleElement().asString().contains("damaged at byte");
            return describe(store);
        }
    }

    @Test
    void aLineThatWasTakenOutIsDamageFromThereOn() throws IOException {
        List<String> lines = linesOfThreeCommits();
        lines.remove(lines.size() - 2);
        assertThat(readAs(lines)).contains("\"one\"").doesNotContain("\"two\"").doesNotContain("\"three\"");
    }

    @Test
    void aLineThatIsThereTwiceIsDamageFromThereOn() throws IOException {
        List<String> lines = linesOfThreeCommits();
        lines.add(lines.size() - 1, lines.get(lines.size() - 2));
        assertThat(readAs(lines)).contains("\"one\"", "\"two\"").doesNotContain("\"three\"");
    }

    @Test
    void aLineTooShortToBeOneIsDamage() throws IOException {
        for (String line : new String[] {"\n", "x\n", "12345678\n", "12345678 \n"}) {
            List<String> lines = linesOfThreeCommits();
            lines.add(line);
            assertThat(readAs(lines)).contains("\"three\"");
            project.disk.overwrite(project.paths.journal(), utf8(""));
        }
    }
}
