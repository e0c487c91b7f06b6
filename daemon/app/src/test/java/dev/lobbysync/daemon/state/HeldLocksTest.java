package dev.lobbysync.daemon.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Loss;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens of deploy locks are there for the next start as long as a lock is held, and not a moment longer. */
class HeldLocksTest {
    private final StateFixture project = new StateFixture();

    @Test
    void tokensOfHeldLocksSurviveInAFileForTheOwnerOnly() throws IOException {
        try (FileStateStore store = project.open()) {
            store.lockHeld("Lantern", "secret");
            store.lockHeld("Pier", "other");
            store.lockReleased("Pier");
        }
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.ownerOnly(project.paths.locks())).isTrue();
        try (FileStateStore store = project.open()) {
            assertThat(store.heldLocks()).containsExactly(Map.entry("Lantern", "secret"));
            store.lockReleased("Lantern");
        }
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.exists(project.paths.locks())).isFalse();
    }

    @Test
    void aTokenIsThereAsSoonAsTheLockIsHeldAndIsNotWrittenTwice() throws IOException {
        try (FileStateStore store = project.open()) {
            store.lockHeld("Lantern", "secret");
            long calls = project.disk.calls();
            store.lockHeld("Lantern", "secret");
            store.lockReleased("Pier");
            assertThat(project.disk.calls()).isEqualTo(calls);
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.heldLocks()).containsExactly(Map.entry("Lantern", "secret"));
            store.lockHeld("Lantern", "another");
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.heldLocks()).containsExactly(Map.entry("Lantern", "another"));
        }
    }
}
