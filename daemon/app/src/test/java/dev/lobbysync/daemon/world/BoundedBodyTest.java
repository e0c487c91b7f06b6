package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
    private static final int SIZE = 5 << 20;

    private final byte[] sent = new byte[SIZE];

    BoundedBodyTest() {
        new Random(11).nextBytes(sent);
    }

    private byte[] received(long announced, int chunk) {
        BoundedBody body = new BoundedBody(SIZE, announced);
        for (int at = 0; at < SIZE; at += chunk) {
            assertThat(body.append(Buffer.buffer().appendBytes(sent, at, Math.min(chunk, SIZE - at))))
                    .isTrue();
        }
        return body.bytes();
    }

    @Test
    void aBodyIsWhatWasSentWhateverWasAnnounced() {
        for (long announced : new long[] {-1, 0, 3, SIZE - 1, SIZE, SIZE + 1L, Long.MAX_VALUE}) {
            assertThat(received(announced, 100_003)).isEqualTo(sent);
        }
    }

    @Test
    void moreThanTheLimitIsRefusedWhateverWasAnnounced() {
        BoundedBody body = new BoundedBody(10, 4);
        assertThat(body.append(Buffer.buffer(new byte[10]))).isTrue();
        assertThat(body.append(Buffer.buffer(new byte[1]))).isFalse();
    }
}
