package dev.lobbysync.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the tests of all modules, for what speaks of tests by their names. */
final class TestSources {
    private static final List<String> MODULES =
            List.of("merge-engine", "daemon/protocol", "daemon/app", "fixtures/runtime", "fixtures/worlds");

    private final Map<String, String> byFileName = new HashMap<>();

    private TestSources() {}

    static TestSources read() throws IOException {
        TestSources sources = new TestSources();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(repository().resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.byFileName.merge(file.getFileName().toString(), Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    /** The root of the checkout; tests run in the directory of their module. */
    static Path repository() {
        return Path.of("").toAbsolutePath().getParent().getParent();
    }

    /** Whether a test is there: {@code SomeTest#method}, or {@code SomeTest} for a class with any test. */
    boolean have(String test) {
        String[] parts = test.split("#");
        String method = parts.length == 1 ? "\\w+" : parts[1];
        return Pattern.compile("@(Parameterized)?Test\\b(?:(?!\\bvoid\\b)[\\s\\S])*void " + method + "\\(")
                .matcher(byFileName.getOrDefault(parts[0] + ".java", ""))
                .find();
    }

    /** Whether some source has what the pattern describes. */
    boolean haveSome(Pattern pattern) {
        return byFileName.values().stream()
                .anyMatch(source -> pattern.matcher(source).find());
    }
}
