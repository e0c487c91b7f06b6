package dev.lobbysync.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final int[] TELLING = {
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF
    };

    @Test
    void itJudgesAsTheDecoderDoes() {
        for (long seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(7)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte)
                        (random.nextBoolean() ? 0x80 + random.nextInt(0x40) : TELLING[random.nextInt(TELLING.length)]);
            }
            assertThat(Utf8.malformedAt(bytes) < 0).as("seed %d", seed).isEqualTo(decodes(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return indexOfNul(bytes) < 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int indexOfNul(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(0);
    }

    @Test
    void noOtherEncodingIsGuessed() {
        for (Charset other : List.of(
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16,
                Charset.forName("UTF-32LE"),
                Charset.forName("UTF-32BE"))) {
            for (String json : List.of("0", "{\"a\":1}")) {
                assertThatThrownBy(() -> Json.parse(json.getBytes(other)))
                        .as(other.name())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is not UTF-8");
            }
        }
    }

    @Test
    void noJsonIsReadFromWhatIsNoUtf8() {
        for (int[] text :
                new int[][] {{0xF4, 0x9F, 0x8F, 0xAE}, {0xED, 0xA0, 0x80}, {0xC0, 0x80}, {0xF0, 0x80, 0x80, 0x80}}) {
            byte[] json = new byte[text.length + 2];
            json[0] = '"';
            json[json.length - 1] = '"';
            for (int i = 0; i < text.length; i++) {
                json[i + 1] = (byte) text[i];
            }
            assertThatThrownBy(() -> Json.parse(json))
                    .isInstanceOf(IOException.class)
                    .hasMessage("byte 1 is not UTF-8");
        }
    }
}
