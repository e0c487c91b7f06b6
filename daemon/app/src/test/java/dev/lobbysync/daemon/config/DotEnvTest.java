package dev.lobbysync.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {
    private static String value(String line) {
        Map<String, DotEnv.Entry> entries = DotEnv.parse(line, ".env");
        assertThat(entries).containsOnlyKeys("KEY");
        return entries.get("KEY").value();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "KEY=plain,plain",
                "export KEY=exported,exported",
                " KEY = spaced ,spaced",
                "KEY=,``",
                "KEY=\"in double quotes\",in double quotes",
                "KEY='in single quotes',in single quotes",
                "KEY='no \\n escape here',no \\n escape here",
                "KEY=no # inline comment,no # inline comment",
                "KEY=no $HOME interpolation,no $HOME interpolation",
                "KEY=a=b=c,a=b=c",
                "KEY=\"\",``",
                "KEY=it's,it's"
            })
    void understandsTheSyntaxOfTheFormat(String line, String expected) {
        assertThat(value(line)).isEqualTo(expected);
    }

    @Test
    void doubleQuotesTurnEscapesIntoLineEnds() {
        assertThat(value("KEY=\"one\\ntwo\\r\"")).isEqualTo("one\ntwo\r");
    }

    @Test
    void commentsBlankLinesAndAnyLineEndAreFine() {
        Map<String, DotEnv.Entry> entries = DotEnv.parse("\uFEFF# first\r\n\r\nA=1\r  # second\nB=2\n", ".env");

        assertThat(entries)
                .containsExactly(Map.entry("A", new DotEnv.Entry("1", 3)), Map.entry("B", new DotEnv.Entry("2", 5)));
    }

    @Test
    void theLastOfTwoEqualKeysCounts() {
        assertThat(value("KEY=old\nKEY=new")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no assignment secret", "9KEY=secret", "=secret", "KEY WITH SPACE=secret"})
    void aLineThatIsNoAssignmentIsNamedWithoutItsContent(String line) {
        assertThatThrownBy(() -> DotEnv.parse("A=1\n" + line, ".env"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".env line 2")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY=\"secret", "KEY='secret", "KEY='secret' # why", "KEY=\""})
    void anOpenQuoteIsNamedWithItsLineAndKeyButNotItsValue(String line) {
        assertThatThrownBy(() -> DotEnv.parse(line, ".env"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".env line 1")
                .hasMessageContaining("KEY")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "http://localhost:3000", "with space", "it's", "\"quoted\"", "a\nb\rc", "# no"})
    void aWrittenLineReadsBackAsTheSameValue(String value) {
        assertThat(value(DotEnv.line("KEY", value))).isEqualTo(value);
    }

    @Test
    void anAdminCodeThatSlippedIntoAnotherValueIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> DotEnv.parse("WORLD_URL=http://h\nWORLD_ID=harbourADMIN_CODE=c0de\n", ".env"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(".env line 2: ADMIN_CODE stands in the value of WORLD_ID; put it on a line of its own");
    }
}
