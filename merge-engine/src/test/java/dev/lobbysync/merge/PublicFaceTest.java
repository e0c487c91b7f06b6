package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of the module has to know stays small, immutable and without strings attached. */
final class PublicFaceTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern OURS = Pattern.compile("dev/lobbysync/(?!merge/)[a-z]+/");

    @Test
    void aDozenPublicTypesAreEnough() throws Exception {
        assertThat(publicTypes().filter(type -> type.getEnclosingClass() == null))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void nobodyCanChangeWhatAPublicTypeDoes() throws Exception {
        assertThat(publicTypes())
                .allMatch(type -> Modifier.isFinal(type.getModifiers())
                        || type.isRecord()
                        || type.isEnum()
                        || type.isSealed()
                        || type.isAnnotationPresent(FunctionalInterface.class));
        assertThat(publicTypes().flatMap(type -> Stream.of(type.getFields())))
                .as("public fields")
                .allMatch(field -> Modifier.isFinal(field.getModifiers()));
    }

    @Test
    void theModuleStandsAlone() throws IOException {
        for (Path file : classFiles()) {
            Matcher other = OURS.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            assertThat(other.find()).as("%s names another module of ours", file).isFalse();
        }
    }

    private static Stream<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (Path file : classFiles()) {
            String name = CLASSES.relativize(file).toString().replace('\\', '/');
            if (!name.endsWith("package-info.class")) {
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                if (isReachable(type)) {
                    types.add(type);
                }
            }
        }
        return types.stream();
    }

    private static boolean isReachable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    private static List<Path> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }
}
