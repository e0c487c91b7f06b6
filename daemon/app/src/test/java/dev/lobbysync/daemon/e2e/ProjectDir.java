package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A project directory, edited as a person edits it: whole files saved at once. */
record ProjectDir(Path root) {

    Path path(String relative) {
        return root.resolve(relative);
    }

    boolean has(String relative) {
        return Files.exists(path(relative));
    }

    String read(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json(String relative) {
        return Editor.node(read(relative));
    }

    void write(String relative, String text) {
        write(relative, text.getBytes(StandardCharsets.UTF_8));
    }

    void write(String relative, byte[] content) {
        try {
            Files.createDirectories(path(relative).getParent());
            Files.write(path(relative), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a piece of text that must be there. */
    void edit(String relative, String from, String to) {
        String text = read(relative);
        assertThat(text).as(relative).contains(from);
        write(relative, text.replace(from, to));
    }

    void delete(String relative) {
        try (Stream<Path> tree = Files.walk(path(relative))) {
            for (Path one : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void move(String from, String to) {
        try {
            Files.createDirectories(path(to).getParent());
            Files.move(path(from), path(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Edits {@code world.json} as a whole. */
    void editWorld(Consumer<ObjectNode> change) {
        ObjectNode world = (ObjectNode) json("world.json");
        change.accept(world);
        write("world.json", world.toPrettyString() + "\n");
    }

    /** Edits one row of {@code world.json}. */
    void editEntity(String id, Consumer<ObjectNode> change) {
        editWorld(world -> change.accept(row(world, id)));
    }

    void addEntity(String json) {
        ObjectNode row = Editor.object("{'position':[0,0,0],'quaternion':[0,0,0,1],'scale':[1,1,1],'pinned':false,"
                + "'props':{},'state':{}}");
        row.setAll(Editor.object(json));
        editWorld(world -> world.withArray("entities").add(row));
    }

    void removeEntity(String id) {
        editWorld(world -> {
            for (Iterator<JsonNode> rows = world.withArray("entities").iterator(); rows.hasNext(); ) {
                if (rows.next().path("id").asText().equals(id)) {
                    rows.remove();
                }
            }
        });
    }

    boolean hasEntity(String id) {
        return find((ObjectNode) json("world.json"), id) != null;
    }

    ObjectNode entity(String id) {
        return row((ObjectNode) json("world.json"), id);
    }

    private static ObjectNode row(ObjectNode world, String id) {
        ObjectNode row = find(world, id);
        assertThat(row).as("row %s of world.json", id).isNotNull();
        return row;
    }

    private static ObjectNode find(ObjectNode world, String id) {
        for (JsonNode row : world.path("entities")) {
            if (row.path("id").asText().equals(id)) {
                return (ObjectNode) row;
            }
        }
        return null;
    }

    /** Edits a JSON file as a whole. */
    void editJson(String relative, Consumer<ObjectNode> change) {
        ObjectNode document = (ObjectNode) json(relative);
        change.accept(document);
        write(relative, document.toPrettyString() + "\n");
    }
}
