package dev.lobbysync.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{} {}",
                "[1]x",
                "NaN",
                "[Infinity]",
                "{\"a\":NaN}",
                "{a:1}",
                "[1,]",
                "// c\n1",
                "'x'",
                "01",
                "{\"a\":",
                "\"\u0001\""
            })
    void refusesWhatIsNotExactlyOneJsonValue(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xC3, '('})).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1E309", "[{\"a\":1e999}]"})
    void refusesNumbersThatOverflowADouble(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too large for a double");
    }

    @Test
    void refusesIntegersThatOverflowADouble() {
        assertThatThrownBy(() -> Json.parse("9".repeat(400))).isInstanceOf(IOException.class);
    }

    @Test
    void readsAndWritesAThousandLevelsAndRefusesMoreThanTheLimit() throws Exception {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        assertThat(Json.text(Json.parse(deep))).isEqualTo(deep);
        assertThat(CanonicalJson.text(Json.parse(deep))).isEqualTo(deep);

        String tooDeep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
        assertThatThrownBy(() -> Json.parse(tooDeep)).isInstanceOf(IOException.class);
    }

    @Test
    void takesTheLastOfDuplicateKeys() throws Exception {
        assertThat(Json.text(Json.parse("{\"a\":1,\"b\":2,\"a\":3}"))).isEqualTo("{\"a\":3,\"b\":2}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    1 | 1.0 | true
                    1e0 | 1 | true
                    0 | -0.0 | true
                    9007199254740993 | 9007199254740992 | true
                    123456789012345678901234567890 | 1.2345678901234568e29 | true
                    1 | 2 | false
                    1 | "1" | false
                    null | 0 | false
                    null | {} | false
                    {"a":1,"b":[1.0]} | {"b":[1],"a":1} | true
                    {"a":null} | {} | false
                    {"a":null} | {"b":null} | false
                    [1,2] | [2,1] | false
                    [1] | [1,1] | false
                    [] | {} | false
                    true | true | true
                    true | false | false
                    "x" | "x" | true
                    "é" | "é" | true
                    """)
    void equalityMeansTheSameValueOnTheWire(String a, String b, boolean equal) throws Exception {
        JsonNode left = Json.parse(a);
        JsonNode right = Json.parse(b);

        assertThat(JsonEquality.equal(left, right)).isEqualTo(equal);
        assertThat(JsonEquality.equal(right, left)).isEqualTo(equal);
        assertThat(CanonicalJson.sha256(left).equals(CanonicalJson.sha256(right)))
                .isEqualTo(equal);
    }

    @Test
    void hashesKnownText() {
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"\\ud800\":1}, {\"?\":1}",
                "{\"a\\uDC00b\":{\"\\udbff\":2}}, {\"a?b\":{\"?\":2}}",
                "{\"\\ud83d\\ude00\\ud83d\":1}, {\"\\ud83d\\ude00?\":1}",
                "{\"\\\\ud800\":\"\\ud800\\ud800\"}, {\"\\\\ud800\":\"\\ud800\\ud800\"}"
            })
    void halfACharacterInANameDoesNotMakeTheRestUnreadable(String text, String expected) throws IOException {
        JsonNode same = Json.parse(expected.replace("?", "\ufffd"));
        assertThat(Json.parse(text)).isEqualTo(same);
        assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(same);
    }

    @Test
    void halfACharacterInAValueIsSentAsItWasRead() throws IOException {
        JsonNode odd = Json.parse("{\"title\":\"a\\ud800b\",\"rest\":\"\u00e4\ud83d\ude00\",\"low\":\"\\udc00\"}");
        assertThat(Json.parse(Json.bytes(odd))).isEqualTo(odd);
        assertThat(odd.get("title").textValue()).isEqualTo("a\ud800b");
        assertThat(Json.text(odd)).contains("\\uD800", "\\uDC00");
    }

    @Test
    void moreValuesThanTheMemoryHoldsAreRefusedWithTheRemedy() {
        long values = Math.max(1_000_000, Runtime.getRuntime().maxMemory() / 160) + 1;
        byte[] text = new byte[(int) Math.min(Integer.MAX_VALUE - 16, values * 2)];
        java.util.Arrays.fill(text, (byte) '0');
        text[0] = '[';
        for (int i = 2; i < text.length; i += 2) {
            text[i] = ',';
        }
        text[text.length - 1] = ']';
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-Xmx");
    }
}
