package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueDecodingTest {

    @ParameterizedTest
    @CsvSource({
        "3f, 63",
        "40, 64",
        "7f, 127",
        "cc40, 64",
        "cdffff, 65535",
        "ceffffffff, 4294967295",
        "ce00000001, 1",
        "cf0000000000000040, 64",
        "cfffffffffffffffff, 18446744073709551615",
        "d0df, -33",
        "d18000, -32768",
        "d280000000, -2147483648",
        "d3ffffffffffffffff, -1",
        "e0, -32",
        "ca3fc00000, 1.5",
        "cb3ff8000000000000, 1.5",
        "cb41f0000000000000, 4294967296",
        "cb8000000000000000, 0",
        "cb4340000000000000, 9007199254740992",
        "cb7ff8000000000000, null",
        "cb7ff0000000000000, null",
        "caff800000, null"
    })
    void readsNumbersOfEveryWidth(String hex, String json) throws Exception {
        assertThat(Frames.json(hex)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"a3c3a978, éx", "d903616263, abc", "da0003616263, abc", "db00000003616263, abc", "a2ff78, \uFFFDx"})
    void readsStringsOfEveryHeader(String hex, String text) throws Exception {
        assertThat(Frames.decode(hex).textValue()).isEqualTo(text);
    }

    @Test
    void readsMapsAsObjects() throws Exception {
        assertThat(Frames.json("82 a161 01 07 a162")).isEqualTo("{\"a\":1,\"7\":\"b\"}");
        assertThat(Frames.json("de0001 a161 80")).isEqualTo("{\"a\":{}}");
        assertThat(Frames.json("df00000001 a161 c0")).isEqualTo("{\"a\":null}");
    }

    @Test
    void dropsUndefinedFromObjectsAndMakesItNullElsewhere() throws Exception {
        assertThat(Frames.json("d4724092a161a162 d40000 01")).isEqualTo("{\"b\":1}");
        assertThat(Frames.json("92 d40000 01")).isEqualTo("[null,1]");
        assertThat(Frames.json("d40000")).isEqualTo("null");
    }

    @Test
    void readsAByteAsIntegerUntilItsRecordIsDefined() throws Exception {
        assertThat(Frames.json("93 41 d4724191a16b 05 41 06")).isEqualTo("[65,{\"k\":5},{\"k\":6}]");
    }

    @Test
    void redefinesRecordsAtAnyTime() throws Exception {
        assertThat(Frames.json("94 d4724091a161 01 40 02 d4724091a162 03 40 04"))
                .isEqualTo("[{\"a\":1},{\"a\":2},{\"b\":3},{\"b\":4}]");
    }

    @Test
    void followsSharedReferencesForKeyListsAsWell() throws Exception {
        assertThat(Frames.json("92 d47240 d66900000001 91a161 05 d47241 d67000000001 06"))
                .isEqualTo("[{\"a\":5},{\"a\":6}]");
    }

    @Test
    void forgetsRecordsAndReferencesBetweenPackets() throws Exception {
        Frames.decode("92 d4724091a161 01 d66900000001 90");

        assertThat(Frames.json("40")).isEqualTo("64");
        assertThatThrownBy(() -> Frames.decode("d67000000001"))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("not declared");
    }

    @ParameterizedTest
    @CsvSource({
        "d6ff 00000000, 1970-01-01T00:00:00.000Z",
        "d6ff ffffffff, 2106-02-07T06:28:15.000Z",
        "d7ff 1bff2200 691e9ba9, 2025-11-20T04:40:09.117Z",
        "d7ff 00000003 ffffffff, 2514-05-30T01:53:03.000Z",
        "c70cff 00000000 fffffffffffffff0, 1969-12-31T23:59:44.000Z",
        "c70cff 1dcd6500 0000000000000001, 1970-01-01T00:00:01.500Z",
        "c70cff 00000000 0000003afff44180, +010000-01-01T00:00:00.000Z",
        "c70cff 00000000 fffffff000000000, -000208-05-13T16:27:44.000Z",
        "c70cff 00000000 7fffffffffffffff, null",
        "c70cff 00000000 8000000000000000, null"
    })
    void readsDatesAsIsoText(String hex, String iso) throws Exception {
        JsonNode date = Frames.decode(hex);

        assertThat(date.asText()).isEqualTo(iso);
    }

    @Test
    void renamesThePrototypeKey() throws Exception {
        assertThat(Frames.json("d4724091a95f5f70726f746f5f5f 01")).isEqualTo("{\"__proto_\":1}");
        assertThat(Frames.json("81a95f5f70726f746f5f5f 01")).isEqualTo("{\"__proto_\":1}");
    }

    @Test
    void ignoresExtraElementsOfTheEnvelope() throws Exception {
        assertThat(Frames.R1
                        .decode(HexFormat.of().parseHex("941aa16190c3"))
                        .payload()
                        .textValue())
                .isEqualTo("a");
    }
}
