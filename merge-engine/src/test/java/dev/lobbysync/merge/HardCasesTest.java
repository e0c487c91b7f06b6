package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases of {@code src/test/resources/hard-cases}, one folder each: {@code base.json}, {@code local.json}, {@code
 * remote.json} (a version without a file does not exist), perhaps a {@code policy.json} in the format of {@code
 * .lobby/sync-policy.json} for one kind of object, and {@code expected.json} with the value, byte for byte but for blanks,
 * and in their order the conflicts (path, kind, rule) and explanations (path, winner, rule). The README says what is hard.
 */
final class HardCasesTest {
    private static final Path CASES = Path.of("src/test/resources/hard-cases");

    @TestFactory
    Stream<DynamicTest> eachMergesAsExpected() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            List<Path> cases = folders.sorted().toList();
            assertThat(cases).hasSizeGreaterThan(25);
            return cases.stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        MergePolicy policy = policy(folder.resolve("policy.json"));
        JsonNode base = version(folder, "base");
        JsonNode local = version(folder, "local");
        JsonNode remote = version(folder, "remote");
        JsonNode expected = version(folder, "expected");

        MergeResult result = JsonMerge.merge(base, local, remote, policy);

        assertThat(Files.readString(folder.resolve("README.md")))
                .endsWith(".\n")
                .hasLineCount(1);
        assertThat(result.conflicts().stream().map(c -> c.path() + " " + c.kind() + " " + c.rule()))
                .containsExactlyElementsOf(texts(expected.path("conflicts")));
        assertThat(result.explanations().stream().map(e -> e.path() + " " + e.won() + " " + e.rule()))
                .containsExactlyElementsOf(texts(expected.path("explanations")));
        assertThat(result.value()).hasToString(expected.path("value").toString());
        result.explanations().forEach(e -> assertThat(e.sentence()).doesNotContain("by the rule"));
        if (result.clean()) {
            assertThat(JsonMerge.merge(base, result.value(), remote, policy).value())
                    .isEqualTo(result.value());
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static JsonNode version(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".json");
        return Files.exists(file) ? Trees.jsonAsIs(Files.readString(file)) : Trees.ABSENT;
    }

    private static MergePolicy policy(Path file) throws IOException {
        if (!Files.exists(file)) {
            return MergePolicy.SHARED;
        }
        JsonNode sections = Trees.jsonAsIs(Files.readString(file));
        String kind = sections.has("blueprints") ? "blueprint" : sections.has("entities") ? "entity" : "settings";
        return MergePolicy.parse(Files.readAllBytes(file), kind);
    }
}
