package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a command finds out about the terminal that it runs in (ENGINE T18). */
class TerminalTest {
    private static final String TTY = "gamedev.tty";

    private @Nullable String before;

    @BeforeEach
    void aTerminal() {
        before = System.getProperty(TTY);
        System.setProperty(TTY, "in,out");
    }

    @AfterEach
    void asItWas() {
        if (before == null) {
            System.clearProperty(TTY);
        } else {
            System.setProperty(TTY, before);
        }
    }

    @Test
    void whoeverAskedForPlainTextGetsNoColour() {
        assertThat(Terminal.system(Map.of("TERM", "xterm")).showsColour()).isTrue();
        assertThat(Terminal.system(Map.of("NO_COLOR", "")).showsColour()).isTrue();
        assertThat(Terminal.system(Map.of("NO_COLOR", "1")).showsColour()).isFalse();
        assertThat(Terminal.system(Map.of("TERM", "dumb")).showsColour()).isFalse();
    }

    @Test
    void whatIsNoTerminalGetsNoColourAndIsAskedNothing() {
        for (String found : new String[] {"", "in"}) {
            System.setProperty(TTY, found);
            Terminal terminal = Terminal.system(Map.of("TERM", "xterm"));
            assertThat(terminal.showsColour()).isFalse();
            assertThat(terminal.canAsk()).isFalse();
        }
        System.setProperty(TTY, "out");
        assertThat(Terminal.system(Map.of("TERM", "xterm")).canAsk()).isFalse();
    }
}
