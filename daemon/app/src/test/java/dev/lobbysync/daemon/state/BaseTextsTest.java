package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.SimulatedCrash;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts of a batch are forced together, and all before the record that refers to them (DESIGN 5). */
class BaseTextsTest {
    private static Map<String, byte[]> texts(int count) {
        Map<String, byte[]> texts = new HashMap<>();
        for (int i = 0; i < count; i++) {
            byte[] text = utf8("export default " + i + "\n");
            texts.put(Sha256.hex(text), text);
        }
        return texts;
    }

    @Test
    void afterACrashAtAnyCallABaseHasItsTexts() throws IOException {
        for (Loss loss : Loss.values()) {
            for (boolean after : new boolean[] {false, true}) {
                long k = 1;
                while (crashes(k, after, loss)) {
                    k++;
                }
                assertThat(k).as("crash points").isGreaterThan(20);
            }
        }
    }

    /** @return whether keeping and committing took so many calls that it crashed */
    private static boolean crashes(long k, boolean after, Loss loss) throws IOException {
        StateFixture project = new StateFixture();
        Map<String, byte[]> texts = texts(5);
        boolean crashed = false;
        try (FileStateStore store = project.open()) {
            if (after) {
                project.disk.crashAfter(k);
            } else {
                project.disk.crashBefore(k);
            }
            store.keepTexts(texts);
            store.commit(put(1, entry("Lantern", String.join(" ", texts.keySet()), 1)));
        } catch (SimulatedCrash crash) {
            crashed = true;
        }
        project.disk.crash(loss);
        try (FileStateStore store = project.open()) {
            for (Map.Entry<String, byte[]> text : texts.entrySet()) {
                if (!store.bases().isEmpty()) {
                    assertThat(store.text(text.getKey()))
                            .as("call %s, loss %s", k, loss)
                            .hasValue(text.getValue());
                }
            }
            store.keepTexts(texts);
            for (Map.Entry<String, byte[]> text : texts.entrySet()) {
                assertThat(store.text(text.getKey())).hasValue(text.getValue());
            }
        }
        return crashed;
    }

    @Test
    void aTextThatIsKeptAlreadyTouchesNothing() throws IOException {
        StateFixture project = new StateFixture();
        try (FileStateStore store = project.open()) {
            store.keepTexts(texts(3));
            long calls = project.disk.calls();
            store.keepTexts(texts(3));
            store.keepTexts(Map.of());
            assertThat(project.disk.calls()).isEqualTo(calls);
            for (String hash : texts(3).keySet()) {
                assertThat(store.hasText(hash)).isTrue();
            }
            assertThat(store.hasText("0".repeat(64))).isFalse();
        }
    }

    @Test
    void aTextThatACrashLeftEmptyIsNotThere() throws IOException {
        StateFixture project = new StateFixture();
        byte[] text = utf8("export default 1\n");
        String hash = Sha256.hex(text);
        project.disk.install(
                project.paths.baseTexts().resolve(hash.substring(0, 2)).resolve(hash), "");
        try (FileStateStore store = project.open()) {
            assertThat(store.hasText(hash)).isFalse();
            store.keepTexts(Map.of(hash, text));
            assertThat(store.hasText(hash)).isTrue();
            assertThat(store.text(hash)).hasValue(text);
        }
    }

    @Test
    void aTextUnderAForeignHashIsRefused() throws IOException {
        StateFixture project = new StateFixture();
        try (FileStateStore store = project.open()) {
            assertThatThrownBy(() -> store.keepTexts(Map.of("0".repeat(64), utf8("x"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not its own");
        }
    }
}
