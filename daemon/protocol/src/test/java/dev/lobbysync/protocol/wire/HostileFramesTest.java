package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that nobody sends in good faith: each is refused with a reason, at a cost bounded by the frame's own size. */
class HostileFramesTest {

    @ParameterizedTest
    @CsvSource({
        "'', needs 1 more",
        "91 1a, a payload",
        "90, a payload",
        "c0, a packet is an array",
        "a161, a packet is an array",
        "92 a161 c0, id is not an integer",
        "92 39 c0, packet id 57 is unknown in table R1",
        "92 ff c0, packet id -1 is unknown",
        "92 cc80 c0, packet id 128 is unknown",
        "92 1a, needs 2 more bytes",
        "92 1a c0 00, 1 bytes follow",
        "92 1a c1, starts no value",
        "92 1a a5 61, needs 5 more bytes",
        "92 1a dbffffffff 61, needs 4294967295 more",
        "92 1a ddffffffff, needs 4294967295 more",
        "ddffffffff 1a, needs 4294967295 more",
        "92 1a dfffffffff, needs 8589934590 more",
        "92 1a dc0002 01, needs 2 more",
        "92 1a c403 010203, binary",
        "92 1a d4 7300, 0x73 (Set)",
        "92 1a c70178 00, 0x78 (RegExp)",
        "92 1a c9ffffffff 74, needs 4294967295 more",
        "92 1a d4ff00, date of unusual length",
        "92 1a d47230 90, outside 0x40 to 0x7f",
        "92 1a d47240 05, key list of a record is not an array",
        "92 1a d47240 91 05 05, not a string",
        "92 1a d47240 92 a161 a162 05, needs 2 more",
        "92 1a d67000000001, was not declared before",
        "92 1a d66900000001 91 d67000000001, contains itself",
        "92 1a d47240 d66900000001 c0, key list of a record is not an array",
        "92 1a 81 c0 01, key of a map"
    })
    void isRefusedWithAReason(String hex, String reason) {
        byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> Frames.R1.decode(frame))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("at byte");
    }

    @Test
    void nestingToTheLimitWorksAndDeeperIsAClearError() throws Exception {
        int limit = CodecLimits.DEFAULT.maxDepth();
        for (String opener : new String[] {"91", "d4724091a161", "81a161"}) {
            assertThat(depth(Frames.decode(opener.repeat(1_000) + "c0"))).isEqualTo(1_000);
        }
        assertThat(depth(Frames.decode("91".repeat(limit) + "c0"))).isEqualTo(limit);
        assertThat(depth(Frames.decode("d4724091a161".repeat(limit) + "c0"))).isEqualTo(limit);
        for (String opener : new String[] {"91", "d4724091a161", "81a161", "81"}) {
            assertTooDeep(opener.repeat(limit + 1) + "c0c0");
        }
    }

    @Test
    void noFrameExhaustsTheStackOfASmallThread() throws Exception {
        FutureTask<Void> attacks = new FutureTask<>(
                () -> {
                    for (String opener :
                            new String[] {"d47240", "d66900000001", "d47240d66900000001", "81d47240", "c0"}) {
                        assertThatThrownBy(() -> Frames.decode(opener.repeat(200_000)))
                                .isInstanceOf(MalformedPacketException.class);
                    }
                    for (String opener : new String[] {"91", "81", "d4724091", "d4724091a161", "d6690000000191"}) {
                        assertTooDeep(opener.repeat(200_000));
                    }
                },
                null);
        Thread thread = new Thread(null, attacks, "small stack", 256 << 10);
        thread.start();
        attacks.get();
    }

    @Test
    void sharedReferencesCannotStandForExponentiallyManyValues() {
        StringBuilder laughs =
                new StringBuilder("dc0040").append("d66900000000").append("92a16161");
        for (int i = 1; i < 64; i++) {
            laughs.append(declare(i)).append("92").append(refer(i - 1)).append(refer(i - 1));
        }
        assertThatThrownBy(() -> Frames.decode(laughs.toString()))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("stands for more than 5000000 values");
    }

    @Test
    void sharedReferencesCannotMultiplyLongText() {
        String text = "db00100000" + "61".repeat(0x10_0000);
        String frame = "dc1000" + declare(1) + text + refer(1).repeat(0xFFF);

        assertThatThrownBy(() -> Frames.decode(frame))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("stands for more than");
    }

    @Test
    void recordsCannotMultiplyLongKeys() {
        String frame = "dc2000" + "d4724091" + "db00100000" + "61".repeat(0x10_0000) + "c0" + "40c0".repeat(0x1FFF);

        assertThatThrownBy(() -> Frames.decode(frame))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("stands for more than");
    }

    @Test
    void sharedReferencesCannotAddUpToUnboundedDepth() {
        StringBuilder chain = new StringBuilder("dc1000").append(declare(0)).append("90");
        for (int i = 1; i < 0x1000; i++) {
            chain.append(declare(i)).append("91").append(refer(i - 1));
        }
        assertTooDeep(chain.toString());
    }

    @Test
    void aFrameBeyondTheSizeLimitIsRefusedUnread() {
        PacketCodec small = new PacketCodec(PacketTable.R1, new CodecLimits(64, 10, 100));

        assertThatThrownBy(() -> small.decode(new byte[65]))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("65 bytes, the limit is 64");
    }

    private static void assertTooDeep(String hex) {
        assertThatThrownBy(() -> Frames.decode(hex))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("nested deeper than 1200 levels");
    }

    private static String declare(int number) {
        return "d669" + String.format(Locale.ROOT, "%08x", number);
    }

    private static String refer(int number) {
        return "d670" + String.format(Locale.ROOT, "%08x", number);
    }

    private static int depth(JsonNode value) {
        int depth = 0;
        for (JsonNode at = value; at.isContainerNode(); at = at.isArray() ? at.path(0) : at.path("a")) {
            depth++;
        }
        assertThat(Json.text(value)).isNotEmpty();
        return depth;
    }
}
