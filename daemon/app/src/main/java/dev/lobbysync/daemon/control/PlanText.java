package dev.lobbysync.daemon.control;

import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.telemetry.TerminalText;
import java.util.List;

/** A plan for people: what would happen in groups, with reasons, then the next command to type. */
public final class PlanText {
    /** How much of a group is listed for somebody who asked for the plan, and for somebody who is only to agree to it. */
    private static final int ALL = 200;

    private static final int SOME = 10;
    private static final int WIDEST = 40;
    private static final int FEW = 5;

    private PlanText() {}

    /** The whole plan. */
    public static String of(PlanReport report, Style style) {
        StringBuilder text = new StringBuilder();
        Forecast forecast = report.forecast();
        text.append(style.strong(
                "Plan for world " + clean(String.valueOf(report.world().id()))));
        if (report.world().url() != null) {
            text.append(" at ").append(clean(report.world().url()));
        }
        text.append(forecast.firstMeeting() ? " (first meeting)" : "").append('\n');
        if (!report.away().isEmpty()) {
            line(text, style.bad("Cannot tell: " + clean(report.away())));
        } else if (!forecast.distrust().isEmpty()) {
            line(text, style.bad("Nothing would be synced: " + clean(forecast.distrust())));
        } else {
            groups(text, forecast, style, ALL);
            line(text, counts(forecast));
        }
        if (!forecast.guard().isEmpty()) {
            line(text, style.warn("Deletions would be held: " + clean(forecast.guard())));
        }
        if (forecast.mixes()) {
            line(text, style.warn(clean(question(forecast)) + " A start asks first."));
        }
        report.notes().forEach(note -> line(text, "note: " + clean(note)));
        line(text, "Nothing was changed. Next: " + report.next());
        return text.toString();
    }

    /** The plan of a first meeting, for a person who is to agree to it. */
    public static String meeting(Forecast forecast, Style style) {
        StringBuilder text = new StringBuilder();
        groups(text, forecast, style, SOME);
        line(text, counts(forecast));
        line(text, style.warn(question(forecast)));
        return text.toString();
    }

    private static String question(Forecast forecast) {
        return "This project and this world meet for the first time, and each has what the other lacks: "
                + forecast.onlyInFiles() + " only in the files, " + forecast.onlyInWorld()
                + " only in the world. Each would get all of it.";
    }

    private static void groups(StringBuilder text, Forecast forecast, Style style, int most) {
        for (Forecast.Group group : Forecast.Group.values()) {
            List<Forecast.Item> items = forecast.items().stream()
                    .filter(item -> item.group() == group)
                    .toList();
            if (items.isEmpty()) {
                continue;
            }
            text.append('\n')
                    .append(title(group))
                    .append(" (")
                    .append(items.size())
                    .append("):\n");
            int width = items.stream()
                    .limit(most)
                    .mapToInt(item -> what(item).length())
                    .max()
                    .orElse(0);
            for (Forecast.Item item : items.subList(0, Math.min(most, items.size()))) {
                String what = what(item);
                String padded = what + " ".repeat(Math.max(0, Math.min(width, WIDEST) - what.length()));
                line(text, "  " + paint(padded, group, style) + "  " + clean(item.reason()));
                explained(text, item.explained());
            }
            if (items.size() > most) {
                line(text, "  … and " + (items.size() - most) + " more; all of them with: gamedev sync plan --json");
            }
        }
        text.append('\n');
    }

    /** Who wins where, as far as that fits beside the plan of everything else. */
    private static void explained(StringBuilder text, List<Explained> explained) {
        for (Explained field : explained.subList(0, Math.min(FEW, explained.size()))) {
            line(text, "      " + clean(field.path()) + "  " + clean(field.sentence()));
        }
        if (explained.size() > FEW) {
            line(text, "      … and " + (explained.size() - FEW) + " more fields");
        }
    }

    private static String what(Forecast.Item item) {
        String object = clean(item.key().toString());
        return switch (item.action()) {
            case ADD -> "add     " + object;
            case CHANGE -> "change  " + object;
            case DELETE_IN_FILES -> "in the files  " + object;
            case DELETE_IN_WORLD -> "in the world  " + object;
            case NONE -> object;
        };
    }

    private static String title(Forecast.Group group) {
        return switch (group) {
            case PUSH -> "To push into the world";
            case PULL -> "To pull into the files";
            case MERGE -> "To merge, each side gets the other's edits";
            case CONFLICT -> "Conflicts, for you to decide";
            case DELETION -> "Deletions";
            case HELD -> "Held, both sides stay as they are";
        };
    }

    private static String paint(String text, Forecast.Group group, Style style) {
        return switch (group) {
            case PUSH, PULL, MERGE -> style.good(text);
            case CONFLICT, HELD -> style.warn(text);
            case DELETION -> style.bad(text);
        };
    }

    private static String counts(Forecast forecast) {
        if (forecast.items().isEmpty()) {
            return "Nothing to do: both sides say the same about " + forecast.agreed() + " objects.";
        }
        return forecast.count(Forecast.Group.PUSH) + " to push, " + forecast.count(Forecast.Group.PULL) + " to pull, "
                + forecast.count(Forecast.Group.MERGE) + " to merge, " + forecast.count(Forecast.Group.CONFLICT)
                + " conflicts, " + forecast.count(Forecast.Group.DELETION) + " deletions, "
                + forecast.count(Forecast.Group.HELD) + " held; " + forecast.agreed() + " agree already.";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    private static String clean(String text) {
        return TerminalText.clean(text);
    }
}
