package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.telemetry.TerminalText;
import java.util.ArrayList;
import java.util.List;

/** Text cut and filled to columns of a terminal. What comes in is cleaned here. */
final class Cells {
    private static final int TAB = 4;
    private static final String CUT = "…";

    private Cells() {}

    /** One line of a text as a terminal shows it: tabs are blanks, and nothing in it acts on the terminal. */
    static String clean(String line) {
        StringBuilder expanded = new StringBuilder(line.length() + 16);
        int end = line.endsWith("\r") ? line.length() - 1 : line.length();
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                expanded.append(" ".repeat(TAB - expanded.length() % TAB));
            } else {
                expanded.append(c);
            }
        }
        return TerminalText.clean(expanded.toString());
    }

    /** The line, cut where it would take more columns than that. */
    static String cut(String line, int columns) {
        int taken = 0;
        for (int at = 0; at < line.length(); ) {
            int codePoint = line.codePointAt(at);
            int next = taken + columns(codePoint);
            boolean last = at + Character.charCount(codePoint) == line.length();
            if (next > columns || (next == columns && !last)) {
                return line.substring(0, at) + CUT;
            }
            taken = next;
            at += Character.charCount(codePoint);
        }
        return line;
    }

    /** The line, broken where it would take more columns than that; what is broken off begins with so many blanks. */
    static List<String> wrap(String line, int columns, int blanks) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        int taken = 0;
        for (int codePoint : line.codePoints().toArray()) {
            if (taken + columns(codePoint) > columns && taken > blanks) {
                rows.add(row.toString());
                row = new StringBuilder(" ".repeat(blanks));
                taken = blanks;
            }
            row.appendCodePoint(codePoint);
            taken += columns(codePoint);
        }
        rows.add(row.toString());
        return rows;
    }

    /** The line, cut or filled to exactly so many columns. */
    static String fill(String line, int columns) {
        String cut = cut(line, columns);
        return cut + " ".repeat(Math.max(0, columns - width(cut)));
    }

    /** How many columns a line takes. */
    static int width(String line) {
        return line.codePoints().map(Cells::columns).sum();
    }

    /** Marks that go on the letter before take none, ideographs and pictures two. */
    private static int columns(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        if (codePoint < 0x1100) {
            return 1;
        }
        boolean wide = codePoint <= 0x115f
                || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
                || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
                || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
                || (codePoint >= 0xff00 && codePoint <= 0xff60)
                || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
                || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
                || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
