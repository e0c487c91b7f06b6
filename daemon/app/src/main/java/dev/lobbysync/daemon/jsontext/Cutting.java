package dev.lobbysync.daemon.jsontext;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies values from one text into another: their own spelling, in the layout of the text that they come into. */
final class Cutting {
    /** Strings hold no raw line ends, so whatever matches lies between tokens. */
    private static final Pattern LINE_BREAK = Pattern.compile("[ \\t]*\\r?\\n[ \\t\\r\\n]*");

    private final JsonText from;
    private final String unit;
    private final JsonStyle into;

    Cutting(JsonText from, JsonStyle into) {
        this.from = from;
        this.unit = JsonStyle.of(from.text(), from.span()).unit();
        this.into = into;
    }

    JsonText from() {
        return from;
    }

    /** The text of a value; see {@link ListLayout.Piece#render}. */
    String render(JsonSpan span, @Nullable String indent) {
        String cut = from.text().substring(span.start(), span.end());
        if (cut.indexOf('\n') < 0) {
            return cut;
        }
        if (indent == null) {
            return LINE_BREAK.matcher(cut).replaceAll(into.pad());
        }
        String outer = ListLayout.indentAt(from.text(), span.start());
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (String line : cut.split("\\r?\\n", -1)) {
            if (first) {
                out.append(line);
                first = false;
            } else {
                out.append(into.newline()).append(line.isBlank() ? "" : indent + reindented(line, outer));
            }
        }
        return out.toString();
    }

    /** The line without the indentation of the value's first line, and the rest of it in steps of the other text. */
    private String reindented(String line, String outer) {
        String rest = line.startsWith(outer) ? line.substring(outer.length()) : line.stripLeading();
        StringBuilder out = new StringBuilder();
        while (rest.startsWith(unit)) {
            out.append(into.unit());
            rest = rest.substring(unit.length());
        }
        return out.append(rest).toString();
    }
}
