package dev.lobbysync.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @Test
    void nothingThatATerminalActsOnGetsThrough() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= 0x10ffff; c++) {
            all.appendCodePoint(c);
        }

        String cleaned = TerminalText.clean(all.toString());

        assertThat(cleaned.codePoints())
                .noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0))
                .noneMatch(c -> c >= 0x202a && c <= 0x202e)
                .noneMatch(c -> c >= 0x2066 && c <= 0x2069)
                .noneMatch(c -> c == 0x2028 || c == 0x2029 || c == 0xfeff)
                .noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    @ParameterizedTest
    @CsvSource({"Lämpchen 灯 👩‍🚀", "plain", "''", "a\\b"})
    void namesOfAllLanguagesStayAsTheyAre(String name) {
        assertThat(TerminalText.clean(name)).isSameAs(name);
    }

    @Test
    void whatIsTakenOutStaysVisible() {
        assertThat(TerminalText.clean("a\u001b[31mb\nc\u202ed\ud800")).isEqualTo("a\\u001b[31mb\\nc\\u202ed\\ud800");
    }

    @Test
    void textOfSeveralLinesKeepsItsLines() {
        assertThat(TerminalText.cleanLines("a\tb\nc\r\u001b]0;x\u0007")).isEqualTo("a\tb\nc\\u000d\\u001b]0;x\\u0007");
    }
}
