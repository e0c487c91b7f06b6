package dev.lobbysync.daemon.testing;

import dev.lobbysync.merge.ScriptSetMerge;
import java.util.Optional;

/** A quick judge of scripts: one is whole if its braces match. */
public final class Braces implements ScriptSetMerge.Syntax {
    @Override
    public Optional<String> complaint(String path, byte[] script) {
        int open = 0;
        for (byte b : script) {
            if (b == '{') {
                open++;
            } else if (b == '}' && --open < 0) {
                return Optional.of("a brace too many");
            }
        }
        return open == 0 ? Optional.empty() : Optional.of("a brace is missing");
    }
}
