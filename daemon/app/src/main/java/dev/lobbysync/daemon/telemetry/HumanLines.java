package dev.lobbysync.daemon.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One line per event for the person who watches: time, message, and of an exception only what it says. */
final class HumanLines extends AppenderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final boolean colour;

    HumanLines(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    @Override
    protected void append(ILoggingEvent event) {
        out.println(line(event));
    }

    String line(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()))).append(' ');
        boolean bad = event.getLevel().isGreaterOrEqual(Level.WARN);
        if (bad) {
            line.append(colour ? "\u001b[33mwarning\u001b[0m " : "warning ");
        }
        line.append(TerminalText.clean(event.getFormattedMessage()));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(" (")
                    .append(TerminalText.clean(
                            thrown.getMessage() == null ? thrown.getClassName() : thrown.getMessage()))
                    .append(')');
        }
        return line.toString();
    }
}
