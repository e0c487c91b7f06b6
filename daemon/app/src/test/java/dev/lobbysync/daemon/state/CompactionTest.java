package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checkpoint is replaced without a moment at which anything could be lost, and only when it is worth it. */
class CompactionTest {
    private final StateFixture project = new StateFixture();

    @Test
    void whatIsRecordedAfterACompactionStoppedAtItsCheckpointIsThere() throws IOException {
        String said;
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            project.disk.failWith(
                    (call, path) -> call.equals("forceDirectory") && project.disk.exists(project.paths.checkpoint())
                            ? new IOException("EIO")
                            : null);
            assertThatThrownBy(store::compact).hasMessage("EIO");
            project.disk.failWith(null);
            store.commit(put(2, entry("Pier", "two", 2)));
            said = describe(store);
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.fromUpstream()).isFalse();
            assertThat(describe(store)).isEqualTo(said);
        }
    }

    @Test
    void aCompactionEmptiesTheJournal() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.sending(List.of(op("i:1")));
            store.compact();
        }
        assertThat(project.disk.text(project.paths.journal())).hasLineCount(1);
    }

    @Test
    void theListOfConflictsGrowsFromCompactionToCompactionAndRunToRun() throws IOException {
        ConflictSnapshots oneMore = previous -> {
            ArrayNode next = previous.deepCopy();
            next.addObject().put("id", next.size());
            return next;
        };
        for (int run = 0; run < 2; run++) {
            try (FileStateStore store = project.open()) {
                store.recordConflictsOf(oneMore);
                for (int i = 1; i <= 2; i++) {
                    store.commit(put(2 * run + i, entry("Lantern", "run " + run + " " + i, 2 * run + i)));
                    store.compact();
                }
            }
        }
        assertThat(checkpoint().path("lastConflictSnapshots")).hasSize(4);
    }

    private JsonNode checkpoint() throws IOException {
        return Json.parse(project.disk.bytes(project.paths.checkpoint()));
    }

    @Test
    void aClosedStateHoldsNoFileOpen() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.compact();
            assertThat(project.disk.appending()).isZero();
            store.commit(put(2, entry("Lantern", "two", 2)));
            assertThat(project.disk.appending()).isOne();
        }
        assertThat(project.disk.appending()).isZero();
    }

    @Test
    void aLargeStateIsNotRewrittenForASmallJournal() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Large", "x".repeat(3 << 20), 1)));
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            store.commit(put(2, entry("Lantern", "x".repeat(2 << 20), 2)));
            assertThat(store.compactionDue()).isFalse();
            store.commit(put(3, entry("Lantern", "y".repeat(2 << 20), 3)));
            assertThat(store.compactionDue()).isTrue();
        }
    }

    @Test
    void theInstanceIsNotedOnceAndNotWithEachRun() throws IOException {
        for (int run = 1; run <= 3; run++) {
            try (FileStateStore store = project.open()) {
                store.commit(put(run, entry("Lantern", "run " + run, run)));
            }
        }
        assertThat(project.disk.text(project.paths.journal())).containsOnlyOnce("\"t\":\"instance\"");
    }

    @Test
    void basesThatRestOnAnotherFeedAreKeptAsideAndForgotten() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.setAside("the feed starts anew");
            assertThat(store.fresh()).isTrue();
            assertThat(store.bases()).isEmpty();
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.fresh()).isTrue();
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.fresh()).isTrue();
        }
        assertThat(project.disk.text(project.paths.lobby().resolve("sync-state.json.aside-20260302-080000-000")))
                .contains("Lantern");
    }

    @Test
    void nothingIsSetAsideWhereNothingWasAgreed() throws IOException {
        Map<String, String> before = project.disk.fingerprint(ROOT);
        try (FileStateStore store = project.open()) {
            store.setAside("the feed starts anew");
        }
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void whatIsSetAsideTwiceWithinAMillisecondIsKeptTwice() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.setAside("the feed starts anew");
            store.commit(put(1, entry("Pier", "two", 1)));
            store.setAside("the feed starts anew");
        }
        assertThat(project.disk.text(project.paths.lobby().resolve("sync-state.json.aside-20260302-080000-000")))
                .contains("Lantern");
        assertThat(project.disk.text(project.paths.lobby().resolve("sync-state.json.aside-20260302-080000-001")))
                .contains("Pier");
    }
}
