package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.telemetry.TerminalText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} for people, in the manner of {@code git status}: state, counts, then the next command to type. */
public final class StatusText {
    private static final int HELD_SHOWN = 10;
    private static final int FILES_SHOWN = 10;

    private final StatusReport report;
    private final Style style;
    private final StringBuilder text = new StringBuilder();

    private StatusText(StatusReport report, Style style) {
        this.report = report;
        this.style = style;
    }

    /** The text, several lines, safe for a terminal. */
    public static String of(StatusReport report, Style style) {
        return new StatusText(report, style).write();
    }

    private String write() {
        line(world());
        line(state());
        if (report.work().lastSuccess() != null) {
            line("");
            line("  " + counts());
            line("  last in sync " + TerminalText.clean(report.work().lastSuccess()));
        }
        if (report.guard() != null) {
            line("");
            line(style.bad("Deletions wait for you: ") + TerminalText.clean(report.guard()));
            hint("gamedev sync resume --accept-deletes", "to let them go ahead, or restore the files");
        }
        files();
        conflicts();
        held();
        notes();
        next();
        return text.toString();
    }

    private String world() {
        StatusReport.World world = report.world();
        String id = world.id() == null ? "(none yet)" : TerminalText.clean(world.id());
        String target = world.target() == null ? "" : " (target " + TerminalText.clean(world.target()) + ")";
        return "World " + style.strong(id) + (world.url() == null ? "" : " at " + TerminalText.clean(world.url()))
                + target;
    }

    private String state() {
        String phase = TerminalText.clean(report.phase());
        String why = report.why().isEmpty() ? "" : " " + TerminalText.clean(report.why());
        return switch (report.phase()) {
            case StatusReport.HALTED -> style.bad("Halted: a person must decide.") + why;
            case StatusReport.OFFLINE -> style.warn("The runtime is away; trying again and again.") + why;
            case StatusReport.STOPPED ->
                report.work().lastSuccess() == null
                        ? style.warn("Never synced, and no daemon is running.") + why
                        : "No daemon is running; this is what the files say." + why;
            case StatusReport.PAUSED -> style.warn("Paused.") + " Edits pile up on both sides until resumed.";
            case "watching" ->
                ExitCodes.of(report) == ExitCodes.OK
                                && report.work().pending() == 0
                                && report.why().isEmpty()
                        ? style.good("In sync.") + " Watching for changes." + why
                        : "Watching for changes." + why;
            default -> "Phase " + phase + "." + why;
        };
    }

    private String counts() {
        StatusReport.Counts counts = report.counts();
        StatusReport.Work work = report.work();
        StringBuilder line = new StringBuilder(count(counts.blueprints(), "blueprint") + ", "
                + (counts.entities() == 1 ? "1 entity" : counts.entities() + " entities") + ", "
                + count(counts.modules(), "module"));
        if (report.feed().cursor() != null) {
            line.append(", cursor ").append(report.feed().cursor());
        }
        if (report.feed().lag() > 0) {
            line.append(" (").append(report.feed().lag()).append(" behind)");
        }
        if (work.pending() > 0 && report.files() == null) {
            line.append("; ").append(count(work.pending(), "edit")).append(" in flight");
        }
        if (work.failing() > 0) {
            line.append("; ").append(style.warn(count(work.failing(), "object") + " failed, will be tried again"));
        }
        return line.toString();
    }

    private void files() {
        StatusReport.Files files = report.files();
        if (files == null || files.count() == 0) {
            return;
        }
        line("");
        line(count(files.count(), "file") + " changed since the last sync:");
        int shown = paths("changed:  ", files.changed(), 0);
        shown = paths("new:      ", files.added(), shown);
        shown = paths("removed:  ", files.removed(), shown);
        if (files.count() > shown) {
            line("  and " + (files.count() - shown) + " more");
            hint("gamedev sync status --json", "to see all");
        }
    }

    private int paths(String how, List<String> paths, int shownBefore) {
        int shown = shownBefore;
        for (String path : paths) {
            if (shown == FILES_SHOWN) {
                break;
            }
            line("  " + style.warn(how + TerminalText.clean(path)));
            shown++;
        }
        return shown;
    }

    private void conflicts() {
        int open = report.work().conflicts();
        if (open > 0) {
            line("");
            line(style.bad(open == 1 ? "1 conflict is open" : open + " conflicts are open")
                    + "; everything else goes on.");
            hint("gamedev sync conflicts", "to see " + (open == 1 ? "it" : "them"));
        }
    }

    private void held() {
        List<StatusReport.Held> held = report.held();
        if (held.isEmpty()) {
            return;
        }
        line("");
        line(style.warn(held.size() == 1 ? "1 object is held:" : held.size() + " objects are held:"));
        for (StatusReport.Held one : held.subList(0, Math.min(HELD_SHOWN, held.size()))) {
            line("  " + TerminalText.clean(one.object()) + (one.deletion() ? " (deletion)" : "") + ": "
                    + TerminalText.clean(one.reason()));
        }
        if (held.size() > HELD_SHOWN) {
            line("  and " + (held.size() - HELD_SHOWN) + " more");
            hint("gamedev sync status --json", "to see all");
        }
    }

    private void notes() {
        if (!report.notes().isEmpty()) {
            line("");
            for (String note : report.notes()) {
                line("note: " + TerminalText.clean(note));
            }
        }
    }

    private void next() {
        String next = nextCommand();
        if (next != null) {
            line("");
            line("Next: " + next);
        }
    }

    private @Nullable String nextCommand() {
        if (report.work().conflicts() > 0) {
            return "gamedev sync conflicts";
        }
        if (report.phase().equals(StatusReport.PAUSED) || report.phase().equals(StatusReport.HALTED)) {
            return "gamedev sync resume";
        }
        if (report.phase().equals(StatusReport.WAITING_FOR_GIT)) {
            return "git status";
        }
        return report.phase().equals(StatusReport.STOPPED) ? "gamedev sync start" : null;
    }

    private void hint(String command, String purpose) {
        line("  (use \"" + command + "\" " + purpose + ")");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
