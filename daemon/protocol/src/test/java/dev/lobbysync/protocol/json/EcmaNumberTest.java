package dev.lobbysync.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class EcmaNumberTest {

    /** {@code ecma-numbers.csv}: bits of a double in hex, and what a JavaScript engine's {@code String(x)} gives. */
    @Test
    void writesEveryRecordedDoubleAsJavaScriptDoes() throws IOException {
        InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/ecma-numbers.csv"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            SoftAssertions softly = new SoftAssertions();
            lines.lines().forEach(line -> {
                double value = Double.longBitsToDouble(Long.parseUnsignedLong(line.substring(0, 16), 16));
                softly.assertThat(EcmaNumber.text(value)).isEqualTo(line.substring(17));
            });
            softly.assertAll();
        }
    }

    @Test
    void everyTextReadsBackAsTheSameDouble() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(EcmaNumber.text(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void namesWhatIsNotFinite() {
        assertThat(EcmaNumber.text(Double.NaN)).isEqualTo("NaN");
        assertThat(EcmaNumber.text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
        assertThat(EcmaNumber.text(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }
}
