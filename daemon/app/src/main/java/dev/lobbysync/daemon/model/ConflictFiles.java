package dev.lobbysync.daemon.model;

import dev.lobbysync.protocol.doc.ScriptPath;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the scripts of a conflict lie: {@code .lobby/conflicts/<id>/<file>.base}, {@code .local}, {@code .remote} and
 * {@code .merged}, the last for a person to edit. {@code @shared/x} lies under {@code shared/x}.
 */
public final class ConflictFiles {
    private static final String SHARED = "@shared/";
    private static final int LONGEST_SEGMENT = 200;

    private ConflictFiles() {}

    /** Script paths come from the runtime and may be anything; one that is no plain relative path gets a name of ours. */
    public static String fileName(String script) {
        String relative = script.startsWith(SHARED) ? "shared/" + script.substring(SHARED.length()) : script;
        boolean plain = ScriptPath.isValid(relative)
                && !script.startsWith("shared/")
                && relative.chars()
                        .noneMatch(c -> Character.isISOControl(c) || c == ':' || Character.isSurrogate((char) c))
                && Arrays.stream(relative.split("/", -1))
                        .allMatch(segment -> segment.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SEGMENT);
        return plain
                ? relative
                : "script-"
                        + Sha256.hex(script.getBytes(StandardCharsets.UTF_16BE)).substring(0, 16);
    }
}
