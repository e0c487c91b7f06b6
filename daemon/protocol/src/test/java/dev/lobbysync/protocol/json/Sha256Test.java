package dev.lobbysync.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void aLargeContentThatChangesInPlaceIsHashedAnew() {
        byte[] bytes = large(1);
        String before = Sha256.hex(bytes);
        bytes[70_000]++;

        assertThat(Sha256.hex(bytes)).isEqualTo(Sha256.computed(bytes)).isNotEqualTo(before);
        bytes[70_000]--;
        assertThat(Sha256.hex(bytes)).isEqualTo(before);
    }

    @Test
    void largeContentsInAnyOrderHaveTheirOwnHash() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = large(random.nextInt(5));
            assertThat(Sha256.hex(bytes)).isEqualTo(Sha256.computed(bytes));
        }
    }

    private static byte[] large(int seed) {
        byte[] bytes = new byte[RecentHashes.LEAST_BYTES + 10_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
