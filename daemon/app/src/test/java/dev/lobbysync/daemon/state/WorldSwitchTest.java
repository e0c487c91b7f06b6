package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void theCopyOfAWorldGoesOnceItIsConnectedAgain() throws IOException {
        switchFromFirstToSecond();
        assertThat(project.disk.exists(project.paths.otherWorld("first"))).isTrue();
        try (FileStateStore store = project.open("first")) {
            store.commit(put(8, entry("Pier", "two", 8)));
        }
        assertThat(project.disk.exists(project.paths.otherWorld("first"))).isFalse();
        assertThat(project.disk.exists(project.paths.otherWorld("second"))).isTrue();
    }

    @Test
    void aWorldOfWhichOnlyTheCopyIsLeftKeepsAllItsBases() throws IOException {
        switchFromFirstToSecond();
        project.disk.remove(project.paths.checkpoint());
        project.disk.remove(project.paths.journal());
        String said;
        String instance;
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).contains("Lantern");
            store.commit(put(8, entry("Pier", "two", 8)));
            said = describe(store);
            instance = store.instanceId();
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).isEqualTo(said).contains("Lantern").contains("Pier");
            assertThat(store.instanceId()).isEqualTo(instance);
        }
    }

    @Test
    void aDamagedCopyIsSetAsideAndSaid() throws IOException {
        switchFromFirstToSecond();
        Path copy = project.paths.otherWorld("first");
        String damaged = project.disk.text(copy).replace("\"one\"", "\"eno\"");
        project.disk.overwrite(copy, utf8(damaged));
        try (FileStateStore store = project.open("first")) {
            assertThat(store.fresh()).isTrue();
            assertThat(store.notices())
                    .singleElement()
                    .asString()
                    .contains("its checksum does not fit")
                    .contains("set aside as sync-state.json.corrupt-20260302-080000-000");
        }
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.exists(copy)).isFalse();
        assertThat(project.disk.text(copy.resolveSibling("sync-state.json.corrupt-20260302-080000-000")))
                .isEqualTo(damaged);
    }

    @Test
    void aCopyOlderThanWhatIsFoundDamagedIsNotUsed() throws IOException {
        switchFromFirstToSecond();
        project.disk.overwrite(project.paths.checkpoint(), utf8("{"));
        try (FileStateStore store = project.open("first")) {
            assertThat(store.fresh()).isTrue();
            assertThat(store.notices()).anySatisfy(notice -> assertThat(notice).contains("set aside"));
        }
    }

    /** The journal that is replaced holds nothing but the announcement of the checkpoint that was found. */
    @Test
    void aSwitchThatStopsBeforeTheNewJournalLosesNothing() throws IOException {
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
            store.compact();
        }
        try (FileStateStore store = project.open("second")) {
            project.disk.failWith((call, path) ->
                    call.equals("createForced") && path.toString().contains(".journal.")
                            ? new IOException("EIO")
                            : null);
            assertThatThrownBy(() -> store.commit(put(1, entry("Pier", "two", 1))))
                    .hasMessage("EIO");
            project.disk.failWith(null);
        }
        try (FileStateStore store = project.open("second")) {
            assertThat(store.fromUpstream()).isFalse();
            assertThat(store.notices()).isEmpty();
        }
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).contains("Lantern");
            assertThat(store.fromUpstream()).isFalse();
        }
    }

    @Test
    void textsThatBasesOfAnotherWorldNeedStayWhereverThoseAreWritten() throws IOException {
        byte[] text = utf8("export default 1\n");
        String hash = Sha256.hex(text);
        project.disk.install(project.paths.otherWorlds().resolve(".DS_Store"), "a file manager's");
        try (FileStateStore store = project.open("first")) {
            store.keepTexts(Map.of(hash, text));
            store.commit(put(7, entry("Lantern", "asset://" + hash + ".js", 7)));
        }
        project.clock.advance(3L * 24 * 60 * 60 * 1000);
        for (String where : List.of("journal", "checkpoint", "copy")) {
            if (where.equals("checkpoint")) {
                try (FileStateStore store = project.open("first")) {
                    store.compact();
                }
            }
            try (FileStateStore store = project.open("second")) {
                if (where.equals("copy")) {
                    store.commit(put(1, entry("Pier", "two", 1)));
                }
                assertThat(store.pruneTexts(Set.of())).as(where).isZero();
                assertThat(store.text(hash)).as(where).hasValue(text);
            }
        }
    }

    private void switchFromFirstToSecond() throws IOException {
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
        }
        try (FileStateStore store = project.open("second")) {
            store.commit(put(1, entry("Pier", "two", 1)));
        }
    }
}
