package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.mergedriver.GitProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of git as git itself finds it in a directory: of the system, the user and the repository, with
 * {@code GIT_CONFIG_GLOBAL}, {@code XDG_CONFIG_HOME} and what it includes.
 *
 * @param values by full name, such as {@code mergetool.meld.path}; sections and variables in lower case
 */
record GitSettings(Map<String, String> values) {

    /** Empty if there is no git, or one that cannot read its configuration. */
    static Optional<GitSettings> of(Path directory, Map<String, String> environment) throws IOException {
        return GitProgram.ask(directory, environment, "config", "--list", "-z").map(GitSettings::parse);
    }

    /** Each entry ends with a zero; a name without a line end behind it is a switch that is on. The last of a name counts. */
    private static GitSettings parse(String list) {
        Map<String, String> values = new HashMap<>();
        for (String entry : list.split("\0", -1)) {
            int end = entry.indexOf('\n');
            values.put(end < 0 ? entry : entry.substring(0, end), end < 0 ? "true" : entry.substring(end + 1));
        }
        return new GitSettings(values);
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** Whether a switch is on, in any of the spellings that git knows. */
    boolean isOn(String name, boolean otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : value.toLowerCase(Locale.ROOT).matches("true|yes|on|[+-]?0*[1-9][0-9]*");
    }
}
