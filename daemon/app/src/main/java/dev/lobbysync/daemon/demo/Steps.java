package dev.lobbysync.daemon.demo;

import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.telemetry.TerminalText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Carries out numbered steps and prints what came of each: a line for the step, with its time, and what was done in it. */
final class Steps {
    private static final int TITLE_WIDTH = 58;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final Style style;
    private final BooleanSupplier interrupted;
    private int done;

    /**
     * Steps of a demo.
     *
     * @param interrupted whether everything is being torn down, so that what fails now says nothing
     */
    Steps(Terminal terminal, BooleanSupplier interrupted) {
        this.terminal = terminal;
        this.interrupted = interrupted;
        this.style = Style.of(terminal.showsColour());
    }

    /** Does the work and checks its outcome; fails with {@link StepFailed} or any other exception. */
    interface Work {
        Outcome run() throws Exception;
    }

    /**
     * What came of a step.
     *
     * @param took what is worth being timed; null for the whole step
     * @param details what was done and seen, a line each
     */
    record Outcome(@Nullable Duration took, List<String> details) {
        static Outcome of(String... details) {
            return new Outcome(null, List.of(details));
        }

        Outcome in(Duration duration) {
            return new Outcome(duration, details);
        }
    }

    /** Whether the step held; if not, what was expected and what was seen is printed. */
    boolean step(String title, Work work) throws InterruptedException {
        int number = done + 1;
        if (terminal.showsColour()) {
            terminal.text("·" + numbered(number) + title + " …");
        }
        long began = System.nanoTime();
        try {
            Outcome outcome = work.run();
            Duration took = outcome.took() == null ? since(began) : outcome.took();
            line(style.good("✓"), number, String.format(Locale.ROOT, "%-" + TITLE_WIDTH + "s%9s", title, text(took)));
            outcome.details().forEach(detail -> terminal.line("      " + TerminalText.clean(detail)));
            done = number;
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (StepFailed e) {
            failed(number, title, "expected: " + e.expected(), "seen:     " + e.seen());
        } catch (Exception e) {
            failed(number, title, "it could not be carried out: " + e);
        }
        return false;
    }

    private void failed(int number, String title, String... words) {
        if (!interrupted.getAsBoolean()) {
            line(style.bad("✗"), number, title);
            for (String line : words) {
                terminal.line("      " + TerminalText.clean(line));
            }
        }
    }

    private void line(String mark, int number, String rest) {
        terminal.text((terminal.showsColour() ? ERASE_LINE : "") + mark + numbered(number) + rest + "\n");
    }

    private static String numbered(int number) {
        return String.format(Locale.ROOT, " %2d  ", number);
    }

    static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
