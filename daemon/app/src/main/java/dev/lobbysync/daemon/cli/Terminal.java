package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.Page;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.telemetry.TerminalText;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints and asks. Output is UTF-8 whatever the locale; whether there is a terminal was found out by the
 * launcher ({@code -Dgamedev.tty=in,out}), and so was its width ({@code -Dgamedev.columns=120}), because Java 17 cannot tell input from output.
 */
public final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final boolean canAsk;
    private final boolean showsColour;
    private final int width;
    private @Nullable BufferedReader reader;

    /**
     * @param canAsk a person sits at the input and sees the output
     * @param showsColour the output is a terminal and nobody asked for plain text
     */
    public Terminal(PrintStream out, PrintStream err, InputStream in, boolean canAsk, boolean showsColour) {
        this(out, err, in, canAsk, showsColour, 0);
    }

    /** @param width columns of the terminal; 0 if the output is none */
    public Terminal(PrintStream out, PrintStream err, InputStream in, boolean canAsk, boolean showsColour, int width) {
        this.out = out;
        this.err = err;
        this.in = in;
        this.canAsk = canAsk;
        this.showsColour = showsColour;
        this.width = width;
    }

    /** The process's own streams. {@code NO_COLOR} (set to anything) and {@code TERM=dumb} mean plain. */
    public static Terminal system(Map<String, String> environment) {
        String tty = System.getProperty("gamedev.tty", "");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.in,
                tty.contains("in") && tty.contains("out"),
                tty.contains("out") && !plain,
                tty.contains("out") ? width(environment.get("COLUMNS")) : 0);
    }

    /** What the environment says, else what the launcher found out, else what every terminal has. */
    private static int width(@Nullable String said) {
        for (String columns : new String[] {said, System.getProperty("gamedev.columns")}) {
            if (columns != null && columns.matches("[1-9][0-9]{0,3}")) {
                return Integer.parseInt(columns);
            }
        }
        return USUAL_WIDTH;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A line of output; cleaned here. */
    public void line(String text) {
        out.println(TerminalText.clean(text));
    }

    /** Text that may have several lines and colours; clean what came from elsewhere before. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }

    /** A line for the person beside the output proper; cleaned here. */
    public void problem(String text) {
        err.println("gamedev: " + TerminalText.clean(text));
    }

    /** A line about what is going on, beside the output proper; cleaned here. */
    public void progress(String text) {
        err.println(TerminalText.clean(text));
    }

    public boolean canAsk() {
        return canAsk;
    }

    public boolean showsColour() {
        return showsColour;
    }

    /** How text for people may look here. */
    Page page() {
        return new Page(Style.of(showsColour), width);
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** Asks and reads a line; empty at the end of the input. */
    public Optional<String> ask(String question) throws IOException {
        out.print(TerminalText.clean(question) + " ");
        out.flush();
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(reader.readLine()).map(String::strip);
    }
}
