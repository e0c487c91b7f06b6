package dev.lobbysync.daemon.control;

import java.util.List;

/** Base, local and remote side by side on a wide terminal. */
final class Columns {
    private static final String GAP = " │ ";
    private static final List<String> NAMES = List.of("base", "local", "remote");

    private final String indent;
    private final int column;

    /** @param width of the terminal */
    Columns(String indent, int width) {
        this.indent = indent;
        this.column = (width - indent.length() - 2 * GAP.length()) / NAMES.size();
    }

    /** How many columns each of the three has. */
    int each() {
        return column;
    }

    /** A block of which no end of a line is to be cut off. */
    List<String> whole(List<String> block, int blanks) {
        return block.stream()
                .flatMap(line -> Cells.wrap(line, column, blanks).stream())
                .toList();
    }

    /** The names of the three. */
    void names(StringBuilder text, Style style) {
        row(text, NAMES, style::strong);
    }

    /** Three blocks of lines, their tops beside each other. */
    void blocks(StringBuilder text, List<List<String>> blocks, Paint paint) {
        int height = blocks.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < height; i++) {
            int line = i;
            row(
                    text,
                    blocks.stream()
                            .map(block -> line < block.size() ? block.get(line) : "")
                            .toList(),
                    paint);
        }
    }

    /** Colours what is in a cell. */
    interface Paint {
        String paint(String cell);
    }

    private void row(StringBuilder text, List<String> cells, Paint paint) {
        StringBuilder row = new StringBuilder(indent);
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            String cell = last ? Cells.cut(cells.get(i), column) : Cells.fill(cells.get(i), column);
            row.append(i == 0 ? "" : GAP).append(cell.isBlank() ? cell : paint.paint(cell));
        }
        text.append(row.toString().stripTrailing()).append('\n');
    }
}
