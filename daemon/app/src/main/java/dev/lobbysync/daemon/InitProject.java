package dev.lobbysync.daemon;

import dev.lobbysync.daemon.config.ConfigInputs;
import dev.lobbysync.daemon.config.DotEnv;
import dev.lobbysync.daemon.config.ProjectConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code sync init}: makes a directory a project, without asking and without touching anything that is there already. A
 * second run changes nothing.
 */
final class InitProject {
    /** The last one: what exists for a moment only, over which {@code git add} would stumble. */
    private static final List<String> IGNORED = List.of(".lobby/*", "!.lobby/targets.example.json", ".env", "*.tmp-*");

    private static final Set<String> WHOLE_LOBBY = Set.of(".lobby", ".lobby/", "/.lobby", "/.lobby/");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final String TARGETS = """
            {
              "local": {
                "worldUrl": "http://127.0.0.1:3000",
                "worldId": "local-my-world",
                "adminCode": ""
              },
              "prod": {
                "worldUrl": "https://world.example.org",
                "worldId": "my-world",
                "adminCode": "",
                "confirm": true
              }
            }
            """;

    private final Path root;
    private final List<String> done = new ArrayList<>();

    private InitProject(Path root) {
        this.root = root;
    }

    /**
     * Prepares a project.
     *
     * @param url of its world, or null to leave the value for a person to fill in; likewise the id
     * @param sample also a small app and a layout, if there are neither
     * @return what was done, one line per file
     */
    static List<String> run(Path root, @Nullable String url, @Nullable String worldId, boolean sample)
            throws IOException {
        // A URL that cannot be used, or an .env that cannot be read, is said before anything is written.
        ProjectConfig.resolve(new ConfigInputs(root, null, url, worldId, Map.of()));
        Files.createDirectories(root);
        InitProject init = new InitProject(root);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("WORLD_URL", url == null ? "" : url.strip());
        values.put("WORLD_ID", worldId == null ? "" : worldId.strip());
        values.put("ADMIN_CODE", "");
        init.env(values);
        init.ignore();
        init.create(".lobby/targets.example.json", TARGETS);
        if (sample) {
            init.sample();
        }
        return init.done;
    }

    private void env(Map<String, String> values) throws IOException {
        Path file = root.resolve(".env");
        boolean isNew = !Files.exists(file);
        boolean open = !isNew && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY);
        String text = isNew ? "" : Files.readString(file);
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> lines = new ArrayList<>(List.of(text.split("\\r?\\n", -1)));
        Map<String, DotEnv.Entry> known = DotEnv.parse(text, ".env");
        List<String> changed = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            String line = DotEnv.line(value.getKey(), value.getValue());
            DotEnv.Entry entry = known.get(value.getKey());
            if (entry == null) {
                lines.add(line);
                changed.add(value.getKey());
            } else if (entry.value().isEmpty() && !value.getValue().isEmpty()) {
                lines.set(entry.line() - 1, line);
                changed.add(value.getKey());
            } else if (!value.getValue().isEmpty() && !entry.value().equals(value.getValue())) {
                done.add("kept     .env: " + value.getKey() + " has another value there already");
            }
            if (value.getValue().isEmpty() && (entry == null || entry.value().isEmpty())) {
                missing.add(value.getKey());
            }
        }
        if (!changed.isEmpty()) {
            replace(file, String.join(end, lines) + end);
            done.add((isNew ? "created  .env with " : "added    to .env: ") + String.join(", ", changed));
        } else {
            done.add("kept     .env");
        }
        if (open) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            done.add("closed   .env to everybody but you (mode 0600)");
        }
        if (!missing.isEmpty()) {
            done.add("to do    fill in .env: " + String.join(", ", missing));
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path draft = Files.createTempFile(
                target.toAbsolutePath().getParent(), ".env.tmp-", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(draft, text);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void ignore() throws IOException {
        Path file = root.resolve(".gitignore");
        boolean isNew = !Files.exists(file);
        String text = isNew ? "" : Files.readString(file);
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> present = text.lines().map(String::strip).toList();
        List<String> added = new ArrayList<>(IGNORED);
        added.removeAll(present);
        if (present.stream().anyMatch(WHOLE_LOBBY::contains)) {
            added.removeIf(line -> line.contains(".lobby/"));
        }
        if (added.isEmpty()) {
            done.add("kept     .gitignore");
            return;
        }
        String before = text.isEmpty() || text.endsWith("\n") ? text : text + end;
        Files.writeString(file, before + String.join(end, added) + end);
        done.add((isNew ? "created  .gitignore with " : "added    to .gitignore: ") + String.join(" ", added));
    }

    private void sample() throws IOException {
        if (Files.exists(root.resolve("apps")) || Files.exists(root.resolve("world.json"))) {
            done.add("kept     apps/ and world.json; a sample is only for a project that has neither");
            return;
        }
        for (String path : List.of("apps/Hello/Hello.json", "apps/Hello/index.js", "world.json")) {
            try (var in = InitProject.class.getResourceAsStream("/sample/" + path)) {
                if (in == null) {
                    throw new IllegalStateException("the program was built without its sample " + path);
                }
                create(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private void create(String path, String text) throws IOException {
        Path file = root.resolve(path);
        if (Files.exists(file)) {
            done.add("kept     " + path);
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        done.add("created  " + path);
    }
}
