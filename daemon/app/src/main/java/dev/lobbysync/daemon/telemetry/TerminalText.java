package dev.lobbysync.daemon.telemetry;

/**
 * Makes text from file names, files and the runtime safe to print: nothing in it can move the cursor, change colours or
 * the direction of the text, or begin a new line (DESIGN 7).
 */
public final class TerminalText {
    private TerminalText() {}

    /** The text on one line, each character that a terminal would act on shown as {@code \}{@code u001b}. */
    public static String clean(String text) {
        return clean(text, false);
    }

    /** Like {@link #clean} but keeps line ends and tabs, for text that has lines of its own. */
    public static String cleanLines(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean keepLines) {
        int at = 0;
        while (at < text.length() && isHarmless(text, at, keepLines)) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isHarmless(text, at, keepLines)) {
                cleaned.append(c);
            } else if (c == '\n') {
                cleaned.append("\\n");
            } else {
                cleaned.append("\\u")
                        .append(Character.forDigit(c >> 12, 16))
                        .append(Character.forDigit(c >> 8 & 15, 16))
                        .append(Character.forDigit(c >> 4 & 15, 16))
                        .append(Character.forDigit(c & 15, 16));
            }
        }
        return cleaned.toString();
    }

    private static boolean isHarmless(String text, int at, boolean keepLines) {
        char c = text.charAt(at);
        if (c < 0x7f) {
            return c >= ' ' || (keepLines && (c == '\n' || c == '\t'));
        }
        if (c < 0xa0) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))
                    && isVisible(text.codePointAt(at));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1)) && isVisible(text.codePointAt(at - 1));
        }
        return isVisible(c);
    }

    /** Zero-width joiners are part of emoji and scripts; direction marks and line separators are not needed in names. */
    private static boolean isVisible(int codePoint) {
        if (codePoint == 0x200c || codePoint == 0x200d) {
            return true;
        }
        int type = Character.getType(codePoint);
        return type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.CONTROL;
    }
}
