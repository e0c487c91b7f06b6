package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packets of PROTOCOL 12, and frames recorded from the upstream runtime. */
class PacketVectorsTest {

    private static final PacketCodec R1 = new PacketCodec(PacketTable.R1, CodecLimits.DEFAULT);

    /**
     * One row of PROTOCOL 12.
     *
     * @param ours whether our encoder, which defines every record as 0x40, writes the same bytes
     */
    record Vector(String hex, PacketType type, String json, boolean ours) {}

    static List<Vector> vectors() {
        return List.of(
                new Vector(
                        "9217d4724092a4636f6465ad737562736372697074696f6e73a6733363726574d4724193a8736e617073686f74a7706c6179657273a772756e74696d65c2c2c2",
                        PacketType.ADMIN_AUTH,
                        "{\"code\":\"s3cret\",\"subscriptions\":{\"snapshot\":false,\"players\":false,\"runtime\":false}}",
                        false),
                new Vector(
                        "9218d4724092a26f6bac6361706162696c6974696573c3d4724192a76275696c646572a66465706c6f79c3c3",
                        PacketType.ADMIN_AUTH_OK,
                        "{\"ok\":true,\"capabilities\":{\"builder\":true,\"deploy\":true}}",
                        false),
                new Vector(
                        "921ad4724094a474797065a9726571756573744964a36b6579a576616c7565af73657474696e67735f6d6f64696679a27131a57469746c65a44d6f7373",
                        PacketType.ADMIN_COMMAND,
                        "{\"type\":\"settings_modify\",\"requestId\":\"q1\",\"key\":\"title\",\"value\":\"Moss\"}",
                        true),
                new Vector(
                        "921bd4724092a26f6ba9726571756573744964c3a27131",
                        PacketType.ADMIN_RESULT,
                        "{\"ok\":true,\"requestId\":\"q1\"}",
                        true),
                new Vector(
                        "921bd4724094a26f6ba56572726f72a764657461696c73a9726571756573744964c2ad73636f70655f756e6b6e6f776ed40000a27132",
                        PacketType.ADMIN_RESULT,
                        "{\"ok\":false,\"error\":\"scope_unknown\",\"requestId\":\"q2\"}",
                        false),
                new Vector("9209a6637261746531", PacketType.ENTITY_REMOVED, "\"crate1\"", true),
                new Vector(
                        "9211d4724092a8706f736974696f6eaa7175617465726e696f6e9300cb3ff8000000000000fe9400cb3fd0000000000000cc6401",
                        PacketType.SPAWN_MODIFIED,
                        "{\"position\":[0,1.5,-2],\"quaternion\":[0,0.25,100,1]}",
                        true),
                new Vector(
                        "921a92d4724092a161a1620102400304",
                        PacketType.ADMIN_COMMAND,
                        "[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4}]",
                        false),
                new Vector(
                        "921ad4724092a178a179d669000000019107d67000000001",
                        PacketType.ADMIN_COMMAND,
                        "{\"x\":[7],\"y\":[7]}",
                        false),
                new Vector(
                        "9210d4724092a36b6579a576616c7565a5696d616765d4724190",
                        PacketType.SETTINGS_MODIFIED,
                        "{\"key\":\"image\",\"value\":{}}",
                        false),
                new Vector(
                        "921a973fcc40cc7fcc80e0d0dfcb41f0000000000000",
                        PacketType.ADMIN_COMMAND,
                        "[63,64,127,128,-32,-33,4294967296]",
                        true),
                new Vector(
                        "921ad4724094a474797065a9726571756573744964a36b6579a576616c7565af73657474696e67735f6d6f64696679a27131a57469746c65d4724091a17501",
                        PacketType.ADMIN_COMMAND,
                        "{\"type\":\"settings_modify\",\"requestId\":\"q1\",\"key\":\"title\",\"value\":{\"u\":1}}",
                        true));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decodesEveryVectorOfTheSpecification(Vector vector) throws Exception {
        Packet packet = R1.decode(HexFormat.of().parseHex(vector.hex));

        assertThat(packet.type()).isEqualTo(vector.type);
        assertThat(Json.text(packet.payload())).isEqualTo(vector.json);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void encodesEveryVectorToBytesThatMeanTheSame(Vector vector) throws Exception {
        byte[] frame = R1.encode(new Packet(vector.type, Json.parse(vector.json)));

        if (vector.ours) {
            assertThat(HexFormat.of().formatHex(frame)).isEqualTo(vector.hex);
        }
        assertThat(R1.decode(frame).payload())
                .isEqualTo(R1.decode(HexFormat.of().parseHex(vector.hex)).payload());
    }

    @Test
    void decodesEveryRecordedFrameOfTheUpstreamRuntime() throws Exception {
        int frames = 0;
        for (String line : recordedFrames()) {
            JsonNode frame = Json.parse(line);
            Packet packet = R1.decode(HexFormat.of().parseHex(frame.get("hex").textValue()));

            assertThat(PacketTable.R1.id(packet.type()))
                    .isEqualTo(frame.get("id").intValue());
            assertThat(packet.payload()).isEqualTo(frame.get("json"));

            Packet again = R1.decode(R1.encode(packet));
            assertThat(JsonEquality.equal(again.payload(), packet.payload())).isTrue();
            frames++;
        }
        assertThat(frames).isEqualTo(33);
    }

    static List<String> recordedFrames() throws IOException {
        InputStream in =
                Objects.requireNonNull(PacketVectorsTest.class.getResourceAsStream("/samples/r1-frames.jsonl"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                Stream<String> lines = reader.lines()) {
            return lines.toList();
        }
    }
}
