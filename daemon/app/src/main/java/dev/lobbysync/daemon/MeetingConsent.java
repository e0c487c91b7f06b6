package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Actions;
import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.control.PlanText;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.sync.MeetingTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Predicate;

/** Shows the plan of a first meeting that pours two things into each other, and asks whether to go on. */
final class MeetingConsent implements Predicate<Forecast> {
    private final Terminal terminal;

    private MeetingConsent(Terminal terminal) {
        this.terminal = terminal;
    }

    static MeetingTerms terms(Actions.Meeting meeting, Terminal terminal) {
        return new MeetingTerms(meeting.prefer(), meeting.yes() ? null : new MeetingConsent(terminal));
    }

    @Override
    public boolean test(Forecast forecast) {
        terminal.text(PlanText.meeting(forecast, Style.of(terminal.showsColour())));
        if (!terminal.canAsk()) {
            terminal.problem("nothing was done, because nobody can be asked here; agree with: gamedev sync start --yes,"
                    + " or look at all of it with: gamedev sync plan");
            return false;
        }
        try {
            String word = terminal.ask("proceed? [y/N]").orElse("").toLowerCase(Locale.ROOT);
            boolean yes = word.equals("y") || word.equals("yes");
            if (!yes) {
                terminal.problem("nothing was done");
            }
            return yes;
        } catch (IOException e) {
            throw new UncheckedIOException("the answer could not be read", e);
        }
    }
}
