package dev.lobbysync.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A {@code .env} file (PROTOCOL 7.12): {@code KEY=VALUE} lines, optional {@code export}, {@code #} comment lines, double
 * quotes with {@code \n} and {@code \r} escapes, or single quotes. No inline comments, no interpolation. Of a key that
 * stands twice the last one counts.
 */
public final class DotEnv {
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]*");

    private static final String SECRET = "ADMIN_CODE";

    private DotEnv() {}

    /**
     * A value with the line it stands on.
     *
     * @param line counted from 1
     */
    public record Entry(String value, int line) {}

    /** The entries of a file; none if it does not exist. */
    static Map<String, Entry> read(Path file, String shownAs) {
        try {
            return parse(text(ConfigFile.read(file)), shownAs);
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (CharacterCodingException e) {
            throw new ConfigException(shownAs + " is not UTF-8 text; save it as UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(shownAs + " cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    /**
     * The entries of a text, by key.
     *
     * @param shownAs how messages name the file
     * @throws ConfigException naming the line that is neither an assignment nor a comment, but never its content
     */
    public static Map<String, Entry> parse(String text, String shownAs) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\\r?\\n|\\r", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("export ") || line.startsWith("export\t")) {
                line = line.substring("export".length()).strip();
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals).strip();
            if (equals < 0 || !KEY.matcher(key).matches()) {
                throw new ConfigException(shownAs + " line " + (i + 1)
                        + " is not KEY=VALUE; correct it, or put # before it to leave it out");
            }
            String value = unquote(line.substring(equals + 1).strip(), shownAs, i + 1, key);
            if (value.contains(SECRET + "=")) {
                // Other values are shown, and so the code would be.
                throw new ConfigException(shownAs + " line " + (i + 1) + ": " + SECRET + " stands in the value of "
                        + key + "; put it on a line of its own");
            }
            entries.put(key, new Entry(value, i + 1));
        }
        return entries;
    }

    /** A line that {@link #parse} reads back as the value; the value may hold anything but a quote beside a line break. */
    public static String line(String key, String value) {
        if (PLAIN.matcher(value).matches()) {
            return key + "=" + value;
        }
        if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0 && value.indexOf('\'') < 0) {
            return key + "='" + value + "'";
        }
        return key + "=\"" + value.replace("\n", "\\n").replace("\r", "\\r") + "\"";
    }

    private static String unquote(String value, String shownAs, int line, String key) {
        if (value.isEmpty() || (value.charAt(0) != '"' && value.charAt(0) != '\'')) {
            return value;
        }
        char quote = value.charAt(0);
        if (value.length() < 2 || value.charAt(value.length() - 1) != quote) {
            throw new ConfigException(shownAs + " line " + line + ": the value of " + key + " begins with " + quote
                    + " but does not end with it; close the quote (a comment needs a line of its own)");
        }
        String inner = value.substring(1, value.length() - 1);
        return quote == '"' ? inner.replace("\\n", "\n").replace("\\r", "\r") : inner;
    }
}
