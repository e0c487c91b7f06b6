package dev.lobbysync.daemon.telemetry;

import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The recent decisions out of the daemon's log ({@link Logs}), which every daemon of the project writes and which never
 * grows beyond its files. Works the same whether or not one is running.
 */
public final class DecisionHistory {
    private static final byte[] MARK = "\"mode\":\"".getBytes(StandardCharsets.UTF_8);

    private final Path directory;
    private int unreadable;

    /** @param lobby the project's {@code .lobby} */
    public DecisionHistory(Path lobby) {
        this.directory = lobby.resolve("logs");
    }

    /**
     * The last decisions, newest first.
     *
     * @param most how many at most
     */
    public List<LoggedDecision> newestFirst(int most, Predicate<LoggedDecision> wanted) throws IOException {
        List<LoggedDecision> found = new ArrayList<>();
        unreadable = 0;
        for (int n = 0; n <= Logs.OLD_FILES && found.size() < most; n++) {
            Path file = directory.resolve(n == 0 ? Logs.FILE : Logs.OLD_FILE.formatted(n));
            try {
                collect(Files.readAllBytes(file), most, wanted, found);
            } catch (NoSuchFileException e) {
                return found;
            }
        }
        return found;
    }

    /** How many lines of the last look could not be read; the last one of a daemon that was killed may be cut off. */
    public int unreadable() {
        return unreadable;
    }

    private void collect(byte[] log, int most, Predicate<LoggedDecision> wanted, List<LoggedDecision> found) {
        int end = log.length;
        while (end > 0 && found.size() < most) {
            int from = end;
            while (from > 0 && log[from - 1] != '\n') {
                from--;
            }
            if (from < end && log[end - 1] != '}' && log[end - 1] != '\r') {
                unreadable++;
            } else if (mentionsMode(log, from, end)) {
                take(Arrays.copyOfRange(log, from, end), wanted, found);
            }
            end = from - 1;
        }
    }

    private void take(byte[] line, Predicate<LoggedDecision> wanted, List<LoggedDecision> found) {
        try {
            LoggedDecision decision = LoggedDecision.of(Json.parse(line));
            if (!decision.mode().isEmpty() && wanted.test(decision)) {
                found.add(decision);
            }
        } catch (IOException e) {
            // However it is damaged: bytes that a power cut left may look like another encoding.
            unreadable++;
        }
    }

    private static boolean mentionsMode(byte[] log, int from, int end) {
        for (int i = from; i <= end - MARK.length; i++) {
            if (log[i] == MARK[0] && Arrays.equals(log, i, i + MARK.length, MARK, 0, MARK.length)) {
                return true;
            }
        }
        return false;
    }
}
