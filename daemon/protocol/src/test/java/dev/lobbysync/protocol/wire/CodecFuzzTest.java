package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Seeded randomness; a failure names the seed of its case, which alone reproduces it with {@code -Dfuzz.seed=}. {@code
 * -Dfuzz.times=} multiplies the cases.
 */
class CodecFuzzTest {

    private static final PacketCodec R2 = new PacketCodec(PacketTable.R2, CodecLimits.DEFAULT);
    private static final PacketCodec SMALL = new PacketCodec(PacketTable.R1, new CodecLimits(1 << 20, 64, 50_000));

    private static long[] seeds(long cases) {
        Long one = Long.getLong("fuzz.seed");
        return one != null
                ? new long[] {one}
                : LongStream.range(0, cases * Long.getLong("fuzz.times", 1)).toArray();
    }

    @Test
    void everyDocumentSurvivesTheRoundTrip() throws Exception {
        for (long seed : seeds(5_000)) {
            Random random = new Random(seed);
            JsonNode value = document(random, 6);

            JsonNode back = R2.decode(R2.encode(new Packet(PacketType.ADMIN_COMMAND, value)))
                    .payload();

            assertThat(JsonEquality.equal(back, value))
                    .as("seed %d: %s became %s", seed, value, back)
                    .isTrue();
            assertThat(keys(back)).as("key order, seed %d", seed).isEqualTo(keys(value));
        }
    }

    @Test
    void randomBytesAreNeverMoreThanMalformed() {
        for (long seed : seeds(200_000)) {
            Random random = new Random(seed);
            byte[] frame = new byte[random.nextInt(80)];
            random.nextBytes(frame);
            if (frame.length > 2 && random.nextInt(10) > 0) {
                frame[0] = (byte) 0x92;
                frame[1] = 0x1A;
            }
            decodeOrRefuse(frame, seed);
        }
    }

    @Test
    void damagedFramesAreNeverMoreThanMalformed() throws Exception {
        List<String> recorded = PacketVectorsTest.recordedFrames();
        for (long seed : seeds(20_000)) {
            Random random = new Random(seed);
            byte[] frame;
            if (random.nextInt(4) == 0) {
                frame = SMALL.encode(new Packet(PacketType.ADMIN_COMMAND, document(random, 5)));
            } else {
                JsonNode line = Json.parse(recorded.get(random.nextInt(recorded.size() - 1)));
                frame = HexFormat.of().parseHex(line.get("hex").textValue());
            }
            int damages = 1 + random.nextInt(4);
            for (int i = 0; i < damages; i++) {
                frame[random.nextInt(frame.length)] = damage(random);
            }
            decodeOrRefuse(frame, seed);
        }
    }

    @Test
    void truncatedFramesAreMalformed() throws Exception {
        for (String line : PacketVectorsTest.recordedFrames()) {
            byte[] frame = HexFormat.of().parseHex(Json.parse(line).get("hex").textValue());
            int step = Math.max(1, frame.length / 500);
            for (int length = 0; length < frame.length; length += step) {
                byte[] cut = Arrays.copyOf(frame, length);
                assertThatThrownBy(() -> SMALL.decode(cut)).isInstanceOf(MalformedPacketException.class);
            }
        }
    }

    private static byte damage(Random random) {
        int[] structural = {0x40, 0x72, 0x69, 0x70, 0x90, 0x91, 0xD4, 0xD6, 0xDC, 0xDD, 0xDE, 0xDF, 0xC7, 0xFF, 0x00};
        return (byte) (random.nextBoolean() ? structural[random.nextInt(structural.length)] : random.nextInt(256));
    }

    private static void decodeOrRefuse(byte[] frame, long seed) {
        try {
            Packet packet = SMALL.decode(frame);
            // What was accepted must be a document that the rest of the program can walk.
            assertThat(Json.text(packet.payload())).isNotNull();
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageStartingWith("malformed packet at byte ");
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail("seed " + seed + ": " + HexFormat.of().formatHex(frame), e);
        }
    }

    private static JsonNode document(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(400) - 140);
            case 3 -> nodes.numberNode(random.nextLong() >> random.nextInt(64));
            case 4 -> nodes.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 5, 6 -> nodes.textNode(text(random));
            case 7 -> array(random, depth);
            default -> object(random, depth);
        };
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = Json.array();
        int size = random.nextInt(random.nextInt(20) == 0 ? 70 : 6);
        for (int i = 0; i < size; i++) {
            array.add(document(random, depth - 1));
        }
        return array;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.object();
        int size = random.nextInt(random.nextInt(20) == 0 ? 40 : 6);
        for (int i = 0; i < size; i++) {
            object.set(random.nextBoolean() ? "k" + random.nextInt(5) : text(random), document(random, depth - 1));
        }
        return object;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
        for (int i = 0; i < length; i++) {
            int point = random.nextInt(8) == 0 ? random.nextInt(0x11_0000) : random.nextInt(0x80);
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return text.toString();
    }

    private static String keys(JsonNode value) {
        StringBuilder keys = new StringBuilder();
        value.properties()
                .forEach(member -> keys.append(member.getKey()).append('\n').append(keys(member.getValue())));
        if (value.isArray()) {
            value.forEach(element -> keys.append(keys(element)));
        }
        return keys.toString();
    }
}
