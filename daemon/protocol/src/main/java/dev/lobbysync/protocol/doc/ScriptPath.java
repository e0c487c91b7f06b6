package dev.lobbysync.protocol.doc;

/** The rule for keys of {@code scriptFiles} and for {@code scriptEntry} (PROTOCOL 3.6). */
public final class ScriptPath {

    private ScriptPath() {}

    /**
     * Whether {@code path} is a valid script path: not blank, no leading {@code /}, no {@code \}, and no segment that is
     * empty, {@code .} or {@code ..}.
     */
    public static boolean isValid(String path) {
        if (path.isBlank() || path.indexOf('\\') >= 0) {
            return false;
        }
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, to);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }
}
