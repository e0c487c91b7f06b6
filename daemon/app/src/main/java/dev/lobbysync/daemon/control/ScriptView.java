package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.model.ScriptVersions;
import java.util.ArrayList;
import java.util.List;

/** The places where the versions of a script collide, with line numbers and a few lines around each. */
final class ScriptView {
    private static final int AROUND = 3;
    private static final int MOST_REGIONS = 20;
    private static final int MOST_LINES = 40;
    private static final int LONGEST = 160;
    private static final int NUMBER = "1234 * ".length();
    private static final String INDENT = "    ";

    private final ScriptVersions versions;
    private final ScriptRegions script;
    private final Page page;

    ScriptView(ScriptVersions versions, Page page) {
        this.versions = versions;
        this.script = ScriptRegions.of(versions);
        this.page = page;
    }

    void appendTo(StringBuilder text) {
        if (script.binary()) {
            text.append(INDENT)
                    .append("no text: base ")
                    .append(versions.base().length)
                    .append(", local ")
                    .append(versions.local().length)
                    .append(", remote ")
                    .append(versions.remote().length)
                    .append(" bytes\n");
            return;
        }
        if (script.regions().isEmpty()) {
            text.append(INDENT).append("no lines collide; look at the merged text\n");
        }
        int n = 0;
        for (ScriptRegions.Region region : script.regions()) {
            n++;
            if (n > MOST_REGIONS) {
                text.append(INDENT)
                        .append("… and ")
                        .append(script.regions().size() - MOST_REGIONS)
                        .append(" more places\n");
                return;
            }
            text.append(INDENT)
                    .append(n)
                    .append(" of ")
                    .append(script.regions().size())
                    .append(": base ")
                    .append(where(region.base()))
                    .append(", local ")
                    .append(where(region.local()))
                    .append(", remote ")
                    .append(where(region.remote()))
                    .append('\n');
            if (page.wide()) {
                sideBySide(text, region, n == 1);
            } else {
                stacked(text, region);
            }
        }
    }

    private static String where(ScriptRegions.Run run) {
        if (run.from() == run.to()) {
            return "after line " + run.from();
        }
        return run.to() - run.from() == 1 ? "line " + run.to() : "lines " + (run.from() + 1) + "-" + run.to();
    }

    private void sideBySide(StringBuilder text, ScriptRegions.Region region, boolean first) {
        Columns columns = new Columns(INDENT, page.width());
        if (first) {
            columns.names(text, page.style());
        }
        List<ScriptRegions.Run> runs = List.of(region.base(), region.local(), region.remote());
        List<List<String>> before = new ArrayList<>();
        List<List<String>> within = new ArrayList<>();
        List<List<String>> after = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<String> lines =
                    List.of(script.base(), script.local(), script.remote()).get(i);
            before.add(before(lines, runs.get(i)));
            within.add(columns.whole(within(lines, runs.get(i)), NUMBER));
            after.add(after(lines, runs.get(i)));
        }
        columns.blocks(text, level(before), cell -> cell);
        columns.blocks(text, within, page.style()::warn);
        columns.blocks(text, after, cell -> cell);
    }

    /** What goes before a region ends where the region begins, also where one side has fewer lines. */
    private static List<List<String>> level(List<List<String>> blocks) {
        int height = blocks.stream().mapToInt(List::size).max().orElse(0);
        List<List<String>> level = new ArrayList<>();
        for (List<String> block : blocks) {
            List<String> filled = new ArrayList<>(java.util.Collections.nCopies(height - block.size(), ""));
            filled.addAll(block);
            level.add(filled);
        }
        return level;
    }

    private void stacked(StringBuilder text, ScriptRegions.Region region) {
        lines(text, before(script.local(), region.local()));
        side(text, "base", within(script.base(), region.base()));
        side(text, "local", within(script.local(), region.local()));
        side(text, "remote", within(script.remote(), region.remote()));
        lines(text, after(script.local(), region.local()));
    }

    private void side(StringBuilder text, String name, List<String> lines) {
        text.append(INDENT).append(page.style().strong(name)).append('\n');
        lines(text, lines.stream().map(page.style()::warn).toList());
    }

    private static void lines(StringBuilder text, List<String> lines) {
        lines.forEach(line -> text.append(INDENT).append("  ").append(line).append('\n'));
    }

    private static List<String> before(List<String> lines, ScriptRegions.Run run) {
        return numbered(lines, Math.max(0, run.from() - AROUND), run.from(), ' ');
    }

    private static List<String> after(List<String> lines, ScriptRegions.Run run) {
        return numbered(lines, run.to(), Math.min(lines.size(), run.to() + AROUND), ' ');
    }

    private static List<String> within(List<String> lines, ScriptRegions.Run run) {
        if (run.to() - run.from() <= MOST_LINES) {
            return run.from() == run.to() ? List.of("     * (nothing)") : numbered(lines, run.from(), run.to(), '*');
        }
        int shown = MOST_LINES - 1;
        List<String> some = new ArrayList<>(numbered(lines, run.from(), run.from() + shown, '*'));
        some.add("     … " + (run.to() - run.from() - shown) + " more lines");
        return some;
    }

    private static List<String> numbered(List<String> lines, int from, int to, char mark) {
        List<String> numbered = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String line = String.format("%4d %c %s", i + 1, mark, Cells.clean(lines.get(i)));
            numbered.add(Cells.cut(line.stripTrailing(), LONGEST));
        }
        return numbered;
    }
}
