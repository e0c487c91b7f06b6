package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PublicApiTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/lobbysync/merge");

    @Test
    void thePublicFaceIsADozenTypes() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> open = files.filter(PublicApiTest::isPublic)
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList();
            assertThat(open)
                    .containsExactly(
                            "ArrayStrategy",
                            "Explanation",
                            "JsonMerge",
                            "MergeConflict",
                            "MergePath",
                            "MergePolicy",
                            "MergeResult",
                            "Ownership",
                            "ScriptSetMerge",
                            "ScriptSetResult",
                            "TextMerge",
                            "TextMergeResult");
        }
    }

    private static boolean isPublic(Path file) {
        try {
            return Files.readAllLines(file).stream().anyMatch(line -> line.startsWith("public "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
