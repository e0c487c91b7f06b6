package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A project's files as a person with an editor sees and changes them (PROTOCOL 7.1–7.4); none of the daemon's own code, so that what is
 * checked with it is checked independently.
 */
final class ProjectFiles {
    private final Path root;

    ProjectFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Blueprint files by the id that they stand for. */
    Map<String, Path> blueprintFiles() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        Path apps = root.resolve("apps");
        if (!Files.isDirectory(apps)) {
            return files;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(apps, Files::isDirectory)) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
                    for (Path file : found) {
                        files.put(id(file), file);
                    }
                }
            }
        }
        return files;
    }

    private static String id(Path file) throws IOException {
        String base = file.getFileName().toString().replaceFirst("\\.json$", "");
        String folder = file.resolveSibling("").getFileName().toString();
        return read(file).path("id").asText(base.equals(folder) ? folder : folder + "__" + base);
    }

    Path blueprintFile(String id) throws IOException {
        Path file = blueprintFiles().get(id);
        if (file == null) {
            throw new StepFailed("a file for blueprint " + id, "there is none");
        }
        return file;
    }

    Path world() {
        return root.resolve("world.json");
    }

    static ObjectNode read(Path file) throws IOException {
        try {
            return (ObjectNode) Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Opens, changes and saves a JSON file. */
    static void edit(Path file, Consumer<ObjectNode> change) throws IOException {
        ObjectNode document = read(file);
        change.accept(document);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        Files.writeString(file, Json.mapper().writer(printer).writeValueAsString(document) + "\n");
    }

    /** Opens, changes and saves a text. */
    static void editText(Path file, UnaryOperator<String> change) throws IOException {
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    /** The row of an entity in {@code world.json}. */
    static ObjectNode entity(ObjectNode world, String id) {
        for (var row : world.path("entities")) {
            if (row.path("id").asText().equals(id) && row instanceof ObjectNode entity) {
                return entity;
            }
        }
        throw new StepFailed("entity " + id + " in world.json", "there is none");
    }
}
