package dev.lobbysync.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lobbysync.protocol.json.Json;
import org.junit.jupiter.api.Test;

class PacketTableTest {

    @Test
    void bothTablesAgreeUpToFourteenAndDifferByTwoAfterwards() {
        for (int id = 0; id <= 38; id++) {
            PacketType type = PacketTable.R1.type(id).orElseThrow();
            assertThat(PacketTable.R1.id(type)).isEqualTo(id);
            assertThat(PacketTable.R2.id(type)).isEqualTo(id <= 14 ? id : id + 2);
            assertThat(PacketTable.R2.type(PacketTable.R2.id(type))).contains(type);
        }
        assertThat(PacketTable.R2.type(15)).contains(PacketType.LIVEKIT_LEAVE);
        assertThat(PacketTable.R2.type(16)).contains(PacketType.LIVEKIT_TOKEN);
        assertThat(PacketTable.R1.type(39)).isEmpty();
        assertThat(PacketTable.R2.type(41)).isEmpty();
        assertThat(PacketTable.R1.type(-1)).isEmpty();
    }

    @Test
    void namesMatchTheSpecification() {
        assertThat(PacketTable.R1.type(18).orElseThrow().wireName()).isEqualTo("modifyRank");
        assertThat(PacketTable.R1.type(27).orElseThrow().wireName()).isEqualTo("adminResult");
        assertThat(PacketTable.R1.type(38).orElseThrow().wireName()).isEqualTo("unsubscribeLogs");
    }

    @Test
    void aPacketOfTheNewerTableHasNoIdInTheOlder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PacketTable.R1.id(PacketType.LIVEKIT_TOKEN))
                .withMessageContaining("livekitToken");
    }

    @Test
    void theSnapshotTellsWhichTableItsRuntimeSpeaks() throws Exception {
        assertThat(PacketTable.detect(Json.parse("{\"worldId\":\"w\"}"))).isEqualTo(PacketTable.R1);
        assertThat(PacketTable.detect(Json.parse("{\"adminCodeAuthSupported\":false}")))
                .isEqualTo(PacketTable.R2);
        assertThat(PacketTable.R1.other()).isEqualTo(PacketTable.R2);
        assertThat(PacketTable.R2.other()).isEqualTo(PacketTable.R1);
    }
}
