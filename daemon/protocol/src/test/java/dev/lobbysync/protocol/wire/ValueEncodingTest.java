package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "63, 3f",
        "64, cc40",
        "127, cc7f",
        "128, cc80",
        "255, ccff",
        "256, cd0100",
        "65535, cdffff",
        "65536, ce00010000",
        "4294967295, ceffffffff",
        "4294967296, cb41f0000000000000",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "-128, d080",
        "-129, d1ff7f",
        "-32768, d18000",
        "-32769, d2ffff7fff",
        "-2147483648, d280000000",
        "-2147483649, cbc1e0000000200000",
        "9007199254740993, cb4340000000000000",
        "1.0, 01",
        "-0.0, 00",
        "64.0, cc40",
        "0.5, cb3fe0000000000000",
        "1e21, cb444b1ae4d6e2ef50",
        "18446744073709551616, cb43f0000000000000"
    })
    void writesNumbersByTheTableOfTheDialect(String number, String hex) throws Exception {
        assertThat(Frames.encode(Json.parse(number))).isEqualTo(hex);
    }

    @Test
    void neverWritesAByteBetween64And127ForAnInteger() {
        for (int number = -70_000; number < 70_000; number++) {
            int head = Integer.parseInt(
                    Frames.encode(Json.mapper().getNodeFactory().numberNode(number))
                            .substring(0, 2),
                    16);
            assertThat(head >= 0x40 && head <= 0x7F).isFalse();
        }
    }

    @Test
    void writesNotANumberAsAFloat() {
        assertThat(Frames.encode(DoubleNode.valueOf(Double.NaN))).isEqualTo("cb7ff8000000000000");
    }

    @ParameterizedTest
    @CsvSource({"0, a0", "31, bf", "32, d920", "255, d9ff", "256, da0100", "65535, daffff", "65536, db00010000"})
    void writesStringsWithTheShortestHeader(int length, String header) {
        assertThat(Frames.encode(TextNode.valueOf("x".repeat(length)))).isEqualTo(header + "78".repeat(length));
    }

    @ParameterizedTest
    @CsvSource({"0, 90", "15, 9f", "16, dc0010", "65535, dcffff", "65536, dd00010000"})
    void writesArraysWithTheShortestHeader(int length, String header) {
        var array = Json.array();
        for (int i = 0; i < length; i++) {
            array.addNull();
        }
        assertThat(Frames.encode(array)).isEqualTo(header + "c0".repeat(length));
    }

    @Test
    void replacesWhatUtf8CannotExpress() {
        assertThat(Frames.encode(TextNode.valueOf("\uD800"))).isEqualTo("a3efbfbd");
        assertThat(Frames.encode(TextNode.valueOf("\uDC00\uD83D\uDE00"))).isEqualTo("a7efbfbdf09f9880");
    }

    @Test
    void definesEveryObjectAsARecordOfItsOwn() throws Exception {
        assertThat(Frames.encode(Json.parse("{\"a\":{},\"b\":[{\"a\":1}]}")))
                .isEqualTo("d4724092a161a162" + "d4724090" + "91" + "d4724091a16101");
    }

    @Test
    void dropsAbsentMembers() {
        ObjectNode value = Json.object().put("a", 1);
        value.set("b", MissingNode.getInstance());

        assertThat(Frames.encode(value)).isEqualTo("d4724091a16101");
    }

    @Test
    void refusesWhatIsNoJsonValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Frames.encode(new POJONode(new Object())));
    }

    @Test
    void refusesPayloadsBeyondTheLimits() {
        JsonNode deep = Json.object();
        for (int i = 0; i < CodecLimits.DEFAULT.maxDepth(); i++) {
            deep = Json.array().add(deep);
        }
        JsonNode tooDeep = deep;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frames.encode(tooDeep))
                .withMessageContaining("1200 levels");

        PacketCodec small = new PacketCodec(PacketTable.R1, new CodecLimits(300, 10, 100));
        Packet large = new Packet(PacketType.ENTITY_REMOVED, TextNode.valueOf("x".repeat(300)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.encode(large))
                .withMessageContaining("300 bytes");
    }
}
