package dev.lobbysync.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code daemon/RELIABILITY.md} names a test for each promise and each disaster (ENGINE 3), and they are there. */
class ReliabilityPageTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT)(?:#\\w+)?)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (T\\d+|\\d+)\\b.*$");
    private static final Pattern SWITCH = Pattern.compile("(?m)^\\| `-D([\\w.]+)` \\| ?([\\d,]*) ?\\|");
    /** But those of Maven's own plugins, which have capitals. */
    private static final Pattern MENTIONED = Pattern.compile("-D([a-z]+(?:\\.[a-z]+)?)(?![\\w.])");

    private String page = "";
    private TestSources sources;

    @BeforeEach
    void readPageAndTests() throws IOException {
        page = Files.readString(TestSources.repository().resolve("daemon/RELIABILITY.md"));
        sources = TestSources.read();
    }

    @Test
    void everyTestThatThePageNamesIsThere() {
        TreeSet<String> missing = new TreeSet<>(testsIn(page));
        assertThat(missing).isNotEmpty();
        missing.removeIf(sources::have);
        assertThat(missing).as("tests that the page names and nobody wrote").isEmpty();
    }

    @Test
    void everyPromiseAndEveryDisasterHasATest() {
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        TreeSet<String> proved = new TreeSet<>();
        for (MatchResult row : rows) {
            boolean elsewhere = row.group().matches(".*\\bT\\d+[^|]* below.*")
                    && !row.group(1).startsWith("T");
            if (elsewhere || !testsIn(row.group()).isEmpty()) {
                proved.add(row.group(1));
            }
        }
        assertThat(proved)
                .containsAll(IntStream.rangeClosed(1, 20).mapToObj(i -> "T" + i).toList())
                .containsAll(promises());
    }

    private List<String> promises() {
        List<String> promises = Pattern.compile("(?m)^(\\d+)\\. \\*\\*")
                .matcher(page)
                .results()
                .map(promise -> promise.group(1))
                .toList();
        assertThat(promises).isNotEmpty();
        return promises;
    }

    @Test
    void everySwitchIsReadWithTheDefaultThatThePageTells() {
        TreeSet<String> told = new TreeSet<>();
        for (Matcher row = SWITCH.matcher(page); row.find(); ) {
            told.add(row.group(1));
            assertThat(sources.haveSome(reading(row.group(1), row.group(2))))
                    .as("-D%s, by default %s", row.group(1), row.group(2))
                    .isTrue();
        }
        List<String> mentioned = MENTIONED
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !Set.of("test", "it.test").contains(name))
                .toList();
        assertThat(told).containsAll(mentioned);
    }

    /** {@code getLong("name", 4_000)}, or with a constant of that value. */
    private static Pattern reading(String name, String number) {
        String call = "\\(\"" + Pattern.quote(name) + "\"";
        String digits = number.replace(",", "").replaceAll("(?<=\\d)(?=(\\d{3})+$)", "_?");
        return Pattern.compile(
                digits.isEmpty()
                        ? call + "\\)"
                        : call + ", " + digits + "\\)|(?s:= " + digits + ";.*" + call + ", [A-Z_]+\\))");
    }

    private static List<String> testsIn(String text) {
        return TEST.matcher(text).results().map(test -> test.group(1)).toList();
    }
}
