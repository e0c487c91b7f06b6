package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.project.RepositoryState;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Git changes the files behind everybody's back, many at a time and not at once (DESIGN 4). */
class GitTroubleTest {
    private static final String REBASE = "a rebase is in progress";

    private final Bench bench = Harbour.running();

    /** Somebody writes a file, and the watcher misses it. */
    private void writeUnseen(String path, byte[] bytes) {
        bench.disk().install(Bench.ROOT.resolve(path), bytes);
    }

    @Test
    void whatIsGoneWhileGitIsBusyComesBackUnseenAndNothingIsDeleted() {
        Map<String, byte[]> files = bench.disk().files(Bench.ROOT.resolve("apps/Ferry"));
        String layout = bench.read("world.json");
        bench.git().busy(REBASE);
        bench.erase("apps/Ferry");
        bench.removeRow("boat");
        bench.pass(10 * 60_000);
        assertThat(bench.status().phase().word()).isEqualTo("waiting-for-git");
        files.forEach((path, bytes) -> writeUnseen("apps/Ferry/" + path, bytes));
        writeUnseen("world.json", layout.getBytes(StandardCharsets.UTF_8));
        bench.git().busy(null);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void whatIsGoneWhileGitIsBusyIsDeletedThreeSecondsAfterItIsDone() {
        bench.git().busy(REBASE);
        bench.erase("apps/Ferry");
        bench.removeRow("boat");
        bench.pass(10 * 60_000);
        bench.git().busy(null);
        bench.pass(2_900);
        assertThat(bench.takeMutations()).isEmpty();
        bench.pass(1_000);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Ferry")).isFalse();
    }

    @Test
    void aFileThatWasReadHalfWrittenIsReadAgainBeforeItIsPushed() {
        String script = bench.read(Harbour.GLOW) + "// the rest of it\n";
        bench.git().busy("git is writing (index.lock)");
        bench.write(Harbour.GLOW, "export");
        bench.pass(1_000);
        writeUnseen(Harbour.GLOW, script.getBytes(StandardCharsets.UTF_8));
        bench.git().busy(null);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations().stream().filter(mutation -> mutation.startsWith("upload")))
                .hasSizeLessThan(2);
    }

    @Test
    void aMoveOfWhichOnlyTheFirstHalfIsSeenDeletesNothing() {
        Map<String, byte[]> files = bench.disk().files(Bench.ROOT.resolve("apps/Ferry"));
        files.forEach((path, bytes) -> writeUnseen("apps/Barge/" + path, bytes));
        bench.erase("apps/Ferry");
        bench.settle();
        assertThat(bench.takeMutations()).noneMatch(mutation -> mutation.contains("remove"));
        assertThat(bench.world().hasBlueprint("Ferry")).isTrue();
        assertThat(bench.world().hasEntity("boat")).isTrue();
    }

    @Test
    void aConflictIsNotResolvedIntoAWorkingTreeThatGitIsWriting() {
        bench.git().busy(REBASE);
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.git().busy(null);
        bench.settle();
        bench.git().busy(REBASE);
        String before = bench.read(Harbour.LANTERN);
        SyncEngine.Resolution refused = bench.resolve("blueprint Lantern", Use.REMOTE);
        assertThat(refused.kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(refused.message()).contains(REBASE).contains("git status");
        assertThat(bench.read(Harbour.LANTERN)).isEqualTo(before);
        bench.git().busy(null);
        assertThat(bench.resolve("blueprint Lantern", Use.REMOTE).kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
    }

    @Test
    void aDaemonThatStartsWhileGitIsBusyIsReadyOnceItIsDone() {
        bench.stop();
        bench.git().busy(REBASE);
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.start();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().ready()).isFalse();
        assertThat(bench.status().phase().word()).isEqualTo("waiting-for-git");
        bench.git().busy(null);
        bench.settle();
        assertThat(bench.status().ready()).isTrue();
        bench.assertInSync();
    }

    @Test
    void aLockThatNobodyRemovesIsNamedWithTheRemedyAfterTenMinutes() {
        RepositoryState repository = new RepositoryState(bench.disk(), Bench.ROOT.resolve("world"), bench.time());
        writeUnseen(".git/index.lock", new byte[0]);
        assertThat(repository.busyWith()).isEqualTo("git is writing (index.lock)");
        bench.pass(9 * 60_000);
        assertThat(repository.busyWith()).isEqualTo("git is writing (index.lock)");
        bench.pass(2 * 60_000);
        assertThat(repository.busyWith())
                .isEqualTo("git has been locked for more than 10 minutes; if no git command is running, delete "
                        + Bench.ROOT.resolve(".git/index.lock"));
        bench.disk().remove(Bench.ROOT.resolve(".git/index.lock"));
        assertThat(repository.busyWith()).isNull();
    }
}
