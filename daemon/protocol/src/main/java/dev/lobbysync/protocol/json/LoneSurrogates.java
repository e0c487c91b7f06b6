package dev.lobbysync.protocol.json;

/**
 * Halves of characters. JavaScript writes and reads them anywhere as escapes such as {@code \ud800}; UTF-8 cannot carry them
 * in any other way. Our parser refuses them in names, and one odd name in a world would make all of it unreadable.
 */
final class LoneSurrogates {
    private static final int ESCAPE = "\\u0000".length();

    private LoneSurrogates() {}

    /** Whether a text holds half a character itself, not escaped. */
    static boolean isIn(String text) {
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return true;
            }
            at += Character.charCount(point);
        }
        return false;
    }

    /** The JSON text with the replacement character for each of them; pairs stay. */
    static String replaced(String json) {
        StringBuilder out = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            int length = json.charAt(at) != '\\' ? 1 : surrogate(json, at) ? ESCAPE : 2;
            int end = Math.min(json.length(), at + length);
            if (length == ESCAPE && isHigh(json, at) && surrogate(json, end) && !isHigh(json, end)) {
                end += ESCAPE;
                out.append(json, at, end);
            } else if (length == ESCAPE) {
                out.append('\ufffd');
            } else {
                out.append(json, at, end);
            }
            at = end;
        }
        return out.toString();
    }

    /** Whether an escaped code unit from D800 to DFFF begins there. */
    private static boolean surrogate(String json, int at) {
        if (at + ESCAPE > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return false;
        }
        boolean hexadecimal =
                Character.digit(json.charAt(at + 4), 16) >= 0 && Character.digit(json.charAt(at + 5), 16) >= 0;
        return hexadecimal
                && Character.toLowerCase(json.charAt(at + 2)) == 'd'
                && Character.digit(json.charAt(at + 3), 16) >= 8;
    }

    private static boolean isHigh(String json, int at) {
        return Character.digit(json.charAt(at + 3), 16) < 12;
    }
}
