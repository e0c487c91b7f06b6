package dev.lobbysync.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"quaternion":[0,0,0,1],"position":[0,0.0,-0.0]} | {"position":[0,0,0],"quaternion":[0,0,0,1]} | c9a08f748034302c0e5eb7051f90ea44fd73325bf0ec4340e50a2098cd5ae691
                    {"b":1,"10":2,"9":3,"a":{"z":null}} | {"9":3,"10":2,"a":{"z":null},"b":1} | ba73f2cbe9792ad378dd9aa3931e562e4722dae309e341ca32768f2ce299271e
                    {"n":[1.0,1e21,1e-7,0.1,-0.0,123456789012]} | {"n":[1,1e+21,1e-7,0.1,0,123456789012]} | 7732bf37a410d62edb6e02f4d032cb97b389f860a35236fe2f5ad05c5d530148
                    """)
    void writesAndHashesTheVectorsOfTheSpecification(String json, String canonical, String sha256) throws Exception {
        JsonNode value = Json.parse(json);

        assertThat(CanonicalJson.text(value)).isEqualTo(canonical);
        assertThat(CanonicalJson.sha256(value)).isEqualTo(sha256);
    }

    @Test
    void putsOnlyCanonicalArrayIndicesFirst() throws Exception {
        JsonNode value =
                Json.parse("{\"-1\":0,\"01\":0,\"4294967295\":0,\"4294967294\":0,\"0\":0,\"\":0,\"1.5\":0,\"2\":0}");

        assertThat(CanonicalJson.text(value))
                .isEqualTo("{\"0\":0,\"2\":0,\"4294967294\":0,\"\":0,\"-1\":0,\"01\":0,\"1.5\":0,\"4294967295\":0}");
    }

    @Test
    void sortsKeysByCodeUnitsNotByCodePoints() {
        ObjectNode value = Json.object().put("\uFF5E", 1).put("\uD83D\uDE00", 2);

        assertThat(CanonicalJson.text(value)).isEqualTo("{\"\uD83D\uDE00\":2,\"\uFF5E\":1}");
    }

    @Test
    void escapesOnlyWhatJsonDemandsAndLoneSurrogates() {
        JsonNode value = Json.array()
                .add("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é✓\uD83D\uDE00")
                .add("\uD800x\uDC00")
                .add("\uD83D");

        assertThat(CanonicalJson.text(value))
                .isEqualTo("[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é✓\uD83D\uDE00\","
                        + "\"\\ud800x\\udc00\",\"\\ud83d\"]");
    }

    @Test
    void dropsAbsentMembersAndKeepsNull() {
        ObjectNode value = Json.object().putNull("kept");
        value.set("dropped", MissingNode.getInstance());
        value.set("list", Json.array().add(MissingNode.getInstance()));

        assertThat(CanonicalJson.text(value)).isEqualTo("{\"kept\":null,\"list\":[null]}");
    }

    @Test
    void writesNumbersAsTheDoublesThatJavaScriptHas() throws Exception {
        JsonNode value = Json.parse("[9007199254740993,9007199254740991,-9007199254740993,1e2,1E400e]"
                .replace(",1E400e", ",123456789012345678901234567890,0.000001,-1.50"));

        assertThat(CanonicalJson.text(value))
                .isEqualTo(
                        "[9007199254740992,9007199254740991,-9007199254740992,100,1.2345678901234568e+29,0.000001,-1.5]");
        assertThat(CanonicalJson.text(Json.array().add(Double.NaN).add(Double.NEGATIVE_INFINITY)))
                .isEqualTo("[null,null]");
    }

    @Test
    void streamsIntoTheDigestExactlyTheBytesItReturns() {
        Random random = new Random(7);
        for (int round = 0; round < 30; round++) {
            ObjectNode value = Json.object();
            int members = random.nextInt(400);
            for (int i = 0; i < members; i++) {
                String text = random.ints(random.nextInt(3_000), 1, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                value.put("k" + random.nextInt(), text).put("n" + i, random.nextGaussian());
            }
            byte[] bytes = CanonicalJson.bytes(value);

            assertThat(CanonicalJson.sha256(value)).isEqualTo(Sha256.hex(bytes));
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(CanonicalJson.text(value));
        }
    }

    @Test
    void keepsSurrogatePairsTogetherAcrossInternalRuns() {
        String text = "x".repeat(2_047) + "\uD83D\uDE00" + "y".repeat(5_000);

        assertThat(CanonicalJson.text(Json.array().add(text))).isEqualTo("[\"" + text + "\"]");
    }
}
