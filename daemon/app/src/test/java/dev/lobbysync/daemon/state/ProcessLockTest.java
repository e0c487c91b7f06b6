package dev.lobbysync.daemon.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir
    Path project;

    /** Holds the lock of the directory given until it is killed. */
    public static final class Holder {
        public static void main(String[] args) throws Exception {
            try (ProcessLock held = ProcessLock.acquire(Path.of(args[0]))) {
                System.out.println(held);
                System.in.read();
            }
        }
    }

    @Test
    void aSecondDaemonIsRefusedUntilTheFirstEnds() throws Exception {
        try (ProcessLock first = ProcessLock.acquire(project)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> ProcessLock.acquire(project))
                    .isInstanceOf(AlreadyRunningException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("gamedev sync stop");
        }
        ProcessLock.acquire(project).close();
    }

    @Test
    void theLockDiesWithItsHolder() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        project.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).as("the holder has the lock").isNotNull();
            assertThatThrownBy(() -> ProcessLock.acquire(project))
                    .isInstanceOf(AlreadyRunningException.class)
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        ProcessLock.acquire(project).close();
    }

    @Test
    void neitherALockThatWasRefusedNorOneGivenBackKeepsItsFileOpen() throws Exception {
        Path open = Path.of("/proc/self/fd");
        assumeThat(open).isDirectory();
        try (ProcessLock first = ProcessLock.acquire(project)) {
            assertThat(first).isNotNull();
            assertThat(timesOpen(open)).isEqualTo(1);
            assertThatThrownBy(() -> ProcessLock.acquire(project)).isInstanceOf(AlreadyRunningException.class);
            assertThat(timesOpen(open)).isEqualTo(1);
        }
        assertThat(timesOpen(open)).isZero();
    }

    private long timesOpen(Path open) throws IOException {
        Path file = project.resolve(".lobby/daemon.lock").toRealPath();
        long times = 0;
        try (java.util.stream.Stream<Path> descriptors = java.nio.file.Files.list(open)) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    times += java.nio.file.Files.readSymbolicLink(descriptor).equals(file) ? 1 : 0;
                } catch (java.nio.file.NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return times;
    }

    @Test
    void aLobbyThatIsASymbolicLinkIsRefusedAndNothingIsWrittenBehindIt(@TempDir Path outside) throws IOException {
        java.nio.file.Files.createSymbolicLink(project.resolve(".lobby"), outside);
        assertThatThrownBy(() -> ProcessLock.acquire(project))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".lobby is a symbolic link")
                .hasMessageContaining("replace it by a real directory");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void theSameProjectUnderAnotherNameIsTheSameProject(@TempDir Path elsewhere) throws Exception {
        Path link = java.nio.file.Files.createSymbolicLink(elsewhere.resolve("link"), project);
        try (ProcessLock first = ProcessLock.acquire(project)) {
            assertThat(first).isNotNull();
            for (Path name : new Path[] {link, project.resolve("apps").resolve("..")}) {
                java.nio.file.Files.createDirectories(project.resolve("apps"));
                assertThatThrownBy(() -> ProcessLock.acquire(name)).isInstanceOf(AlreadyRunningException.class);
            }
        }
    }

    @Test
    void anIdThatIsInUseAgainExcludesNobody() throws AlreadyRunningException, IOException {
        Path lobby = java.nio.file.Files.createDirectories(project.resolve(".lobby"));
        java.nio.file.Files.writeString(
                lobby.resolve("daemon.lock"), ProcessHandle.current().pid() + "\n");
        ProcessLock.acquire(project).close();
    }

    @Test
    void aFileThatMerelyLiesThereExcludesNobody() throws AlreadyRunningException, IOException {
        Path lobby = java.nio.file.Files.createDirectories(project.resolve(".lobby"));
        java.nio.file.Files.writeString(lobby.resolve("daemon.lock"), "99999999\n");
        ProcessLock.acquire(project).close();
    }
}
