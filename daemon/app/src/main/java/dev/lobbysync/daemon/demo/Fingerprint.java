package dev.lobbysync.daemon.demo;

import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every file and directory of a project, {@code .lobby/} included, with bytes, time of change and inode. Left out is only what a running
 * daemon owns: its lock, {@code daemon.json} and its logs (DESIGN 1, promise 2).
 */
record Fingerprint(Map<String, String> entries) {
    private static final Set<String> OF_THE_RUNNING_DAEMON =
            Set.of(".lobby", ".lobby/daemon.lock", ".lobby/daemon.json", ".lobby/logs");

    static Fingerprint of(Path project) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = project.relativize(path).toString();
                if (!OF_THE_RUNNING_DAEMON.contains(name) && !name.startsWith(".lobby/logs/")) {
                    entries.put(name, entry(path));
                }
            }
        }
        return new Fingerprint(entries);
    }

    private static String entry(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String content = attributes.isRegularFile() ? Sha256.hex(Files.readAllBytes(path)) : "directory";
        return content + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
    }

    int size() {
        return entries.size();
    }

    /** Fails if anything was added, removed or touched since. */
    void expectUnchanged(Path project, String when) throws IOException {
        Map<String, String> now = of(project).entries;
        Set<String> names = new TreeSet<>(entries.keySet());
        names.addAll(now.keySet());
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            String before = entries.getOrDefault(name, "absent");
            String after = now.getOrDefault(name, "absent");
            if (!before.equals(after)) {
                changed.add((name.isEmpty() ? "the project's directory" : name) + ": " + before + " → " + after);
            }
        }
        if (!changed.isEmpty()) {
            throw new StepFailed("no file to be touched " + when, String.join("; ", changed));
        }
    }
}
