package dev.lobbysync.daemon.e2e;

import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Content, modification time and inode of every file and directory of a tree, to see that nothing was touched. */
public record Stamps(Map<String, String> files) {

    /** Of the files and directories whose name, relative to the root, is wanted. */
    public static Stamps of(Path root, Predicate<String> wanted) throws IOException {
        Map<String, String> stamps = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.toList()) {
                String name = root.relativize(path).toString();
                if (wanted.test(name)) {
                    stamps.put(name, stamp(path));
                }
            }
        }
        return new Stamps(stamps);
    }

    /** Everything but {@code .lobby/}. */
    public static Stamps ofProject(Path root) throws IOException {
        return of(root, name -> !name.startsWith(".lobby"));
    }

    /** Everything that a restart must not touch (DESIGN promise 2). */
    static Stamps ofAll(Path root) throws IOException {
        return of(
                root,
                // The directory's own time moves with the process lock and daemon.json, which come and go.
                name -> !name.equals(".lobby")
                        && !name.equals(".lobby/daemon.lock")
                        && !name.equals(".lobby/daemon.json")
                        && !name.startsWith(".lobby/logs"));
    }

    /** Without one path and what is below it. */
    Stamps without(String... paths) {
        Map<String, String> rest = new TreeMap<>(files);
        for (String path : paths) {
            rest.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                rest.remove(path.substring(0, slash));
            }
        }
        rest.remove("");
        return new Stamps(rest);
    }

    private static String stamp(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content =
                Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Sha256.hex(Files.readAllBytes(path)) : "";
        return attributes.get("ino") + " " + attributes.get("lastModifiedTime") + " " + content;
    }
}
