package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as the stat cache has it. Read by hand and only as far as needed: in a JVM that has just started, a JSON parser
 * takes longer for a thousand lines than the whole command may.
 */
final class KnownFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int HASH_CHARS = 64;

    private final long size;
    private final long mtimeNanos;
    private final long inode;
    private final byte[] text;
    private final int hashAt;

    private KnownFile(long size, long mtimeNanos, long inode, byte[] text, int hashAt) {
        this.size = size;
        this.mtimeNanos = mtimeNanos;
        this.inode = inode;
        this.text = text;
        this.hashAt = hashAt;
    }

    /** The files of a {@link StatCache} by their paths; null if there is none, or it cannot be used. */
    static @Nullable Map<String, KnownFile> read(Path cache) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(cache);
        } catch (NoSuchFileException e) {
            return null;
        }
        byte[] header = (StatCache.HEADER + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < header.length; i++) {
            if (i >= text.length || text[i] != header[i]) {
                return null;
            }
        }
        Map<String, KnownFile> files = new HashMap<>();
        int at = header.length;
        int last = SealedLines.length(text);
        if (last < at) {
            return null;
        }
        while (at < last) {
            int end = at;
            while (end < last && text[end] != '\n') {
                end++;
            }
            if (end == last || !new Line(text, at, end).read(files)) {
                return null;
            }
            at = end + 1;
        }
        return files;
    }

    long size() {
        return size;
    }

    boolean has(Disk.Stat stat) {
        return size == stat.size() && mtimeNanos == stat.mtimeNanos() && inode == stat.inode();
    }

    boolean hasHash(String sha256) {
        return sha256.equals(new String(text, hashAt, HASH_CHARS, StandardCharsets.ISO_8859_1));
    }

    /** One line, {@code ["path",size,mtime,inode,racy,"sha256",…]} or {@code ["path","url"]}. */
    private static final class Line {
        private final byte[] text;
        private final int end;
        private int at;

        Line(byte[] text, int from, int end) {
            this.text = text;
            this.at = from;
            this.end = end;
        }

        /** False if the line makes no sense. */
        boolean read(Map<String, KnownFile> files) throws IOException {
            if (!skip('[') || at >= end || text[at] != '"') {
                return false;
            }
            int from = at;
            boolean plain = true;
            at++;
            while (at < end && text[at] != '"') {
                if (text[at] == '\\') {
                    plain = false;
                    at++;
                }
                at++;
            }
            int to = at + 1;
            at = to;
            if (!skip(',') || at >= end) {
                return false;
            }
            if (text[at] == '"') {
                return text[end - 1] == ']'; // an asset that was gone already
            }
            String path =
                    plain ? new String(text, from + 1, to - from - 2, StandardCharsets.UTF_8) : unescaped(from, to);
            long size = number();
            long mtime = number();
            long inode = number();
            while (at < end && text[at] != '"') {
                at++;
            }
            if (at + HASH_CHARS + 1 >= end || text[at + HASH_CHARS + 1] != '"' || text[end - 1] != ']') {
                return false;
            }
            files.put(path, new KnownFile(size, mtime, inode, text, at + 1));
            return true;
        }

        private boolean skip(char wanted) {
            return at < end && text[at++] == wanted;
        }

        /** A number with the comma after it. */
        private long number() {
            boolean negative = at < end && text[at] == '-';
            long value = 0;
            for (at += negative ? 1 : 0; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
                value = value * 10 + text[at] - '0';
            }
            at++;
            return negative ? -value : value;
        }

        private String unescaped(int from, int to) throws IOException {
            try (JsonParser in = JSON.createParser(text, from, to - from)) {
                return String.valueOf(in.nextTextValue());
            }
        }
    }
}
