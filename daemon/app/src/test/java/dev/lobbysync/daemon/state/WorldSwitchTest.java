package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorldSwitchTest {
    private final StateFixture project = new StateFixture();

    @Test
    void eachWorldKeepsItsOwnBases() throws IOException {
        String first;
        String second;
        String instance;
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
            store.sending(List.of(op("i:1")));
            first = describe(store);
            instance = store.instanceId();
        }
        try (FileStateStore store = project.open("second")) {
            assertThat(store.fresh()).isTrue();
            assertThat(store.sent("i:1")).isFalse();
            assertThat(store.instanceId()).isEqualTo(instance);
            store.commit(put(1, entry("Lantern", "other", 1)));
            second = describe(store);
        }
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).isEqualTo(first);
            assertThat(store.sent("i:1")).isTrue();
            assertThat(store.fromUpstream()).isFalse();
            store.commit(put(8, entry("Pier", "two", 8)));
            first = describe(store);
        }
        try (FileStateStore store = project.open("second")) {
            assertThat(describe(store)).isEqualTo(second);
        }
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).isEqualTo(first);
        }
    }

    @Test
    void aMistypedWorldIdMovesNothing() throws IOException {
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
        }
        Map<String, String> before = project.disk.fingerprint(ROOT);
        try (FileStateStore store = project.open("frist")) {
            assertThat(store.fresh()).isTrue();
            store.compact();
        }
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }
}
