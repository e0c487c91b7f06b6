package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full (ENGINE T16): the project lies on a file system of a few megabytes, in memory, which is there
 * for the processes of this test only. Where no such can be had (no {@code unshare}, no user namespaces, no mounts in them),
 * the test is skipped.
 */
class FullDiskIT {
    @TempDir
    Path directory;

    @Test
    void whileTheDiskIsFullItIsToldAndOnceThereIsRoomEverythingIsInStep() throws Exception {
        Path project = Files.createDirectories(directory.resolve("project"));
        Process probe;
        try {
            probe = inNamespace("mount", "-t", "tmpfs", "-o", "size=1m", "none", project.toString());
        } catch (IOException e) {
            assumeThat(e).as("no unshare on this machine").isNull();
            return;
        }
        String refused = printed(probe);
        assumeThat(probe.waitFor())
                .as("no file system can be mounted in a namespace on this machine: " + refused)
                .isZero();
        Process child = inNamespace(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                InTheNamespace.class.getName(),
                directory.toString());
        String said = printed(child);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("all is well");
        assertThat(child.exitValue()).as(said).isZero();
    }

    private static Process inNamespace(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount"));
        words.addAll(List.of(command));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    private static String printed(Process process) throws IOException {
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What runs with a mount of its own. */
    static final class InTheNamespace {
        private static final String FULL = "No space left on device";
        private static final int CHUNK = 4_096;

        private final Rig rig;
        private final Path filler;

        private InTheNamespace(Rig rig) {
            this.rig = rig;
            this.filler = rig.project.path("filler.bin");
        }

        public static void main(String[] arguments) throws Exception {
            // Nobody else's mounts must be touched, whatever went wrong.
            if (Files.readString(Path.of("/proc/self/uid_map")).contains("4294967295")) {
                throw new IllegalStateException("this is no namespace of its own");
            }
            Path directory = Path.of(arguments[0]);
            String project = directory.resolve("project").toString();
            Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "none", project)
                    .inheritIO()
                    .start();
            assertThat(mount.waitFor()).isZero();
            try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
                new InTheNamespace(rig).run();
            }
            System.out.println("all is well");
        }

        private void run() throws IOException {
            rig.start().awaitReady();
            rig.assertInStep();

            fill();
            edit("first");
            rig.eventually(() -> assertThat(rig.get("/status")).contains(FULL));
            edit("later");
            rig.eventually(() -> assertThat(rig.get("/status")).contains(FULL));
            rig.daemon().kill();
            DaemonProcess refused = rig.start();
            refused.awaitExit();
            assertThat(refused.printed())
                    .contains(FULL)
                    .contains("free some space")
                    .doesNotContain("unexpected");
            assertNothingIsCutShort();

            Files.delete(filler);
            rig.start().awaitReady();
            fill();
            edit("last");
            rig.eventually(() -> assertThat(rig.get("/status")).contains(FULL));
            assertNothingIsCutShort();
            Files.delete(filler);
            rig.assertInStep();
            assertNothingIsLost();

            rig.restart();
            rig.assertInStep();
            assertThat(rig.daemon().printed()).doesNotContain("damaged").doesNotContain("cut short");
            long head = rig.head();
            rig.flush();
            assertThat(rig.opsAfter(head)).extracting(FeedOp::kind).isEmpty();
        }

        /** Until not one byte more goes in. */
        private void fill() throws IOException {
            try (OutputStream out = Files.newOutputStream(filler)) {
                byte[] chunk = new byte[CHUNK];
                for (int left = 16 << 20; left > 0; left -= CHUNK) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(FULL);
                return;
            }
            throw new AssertionError("16 MB went onto a disk of 4");
        }

        private void edit(String word) throws IOException {
            rig.editor().modifyBlueprint("Bell", "{'desc':'world " + word + "'}");
            rig.editor().script("Bell", "index.js", "export default app => '" + word + " of the world'\n");
            rig.editor().modifyEntity("lamp-b", "{'props':{'theirs':'" + word + "'}}");
            rig.editor().addBlueprint("{'id':'Gull-" + word + "','name':'Gull','scope':'Gull','keep':true,'props':{}}");
            overwrite("apps/Sign/Sign.json", "\"text\": \"", word);
            overwrite("apps/Lamp/index.js", "  const a = ", word.length() + "");
        }

        /** As many characters as were there, in place: that takes no room. */
        private void overwrite(String path, String before, String text) throws IOException {
            String all = rig.project.read(path);
            int at = all.indexOf(before) + before.length();
            try (RandomAccessFile file =
                    new RandomAccessFile(rig.project.path(path).toFile(), "rw")) {
                file.seek(all.substring(0, at).getBytes(StandardCharsets.UTF_8).length);
                file.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        private void assertNothingIsCutShort() throws IOException {
            for (String path : List.of("apps/Bell/index.js", "apps/Lamp/index.js", "shared/wind.js")) {
                assertThat(rig.project.read(path)).as(path).contains("export ").endsWith("\n");
            }
            for (String path : List.of("apps/Bell/Bell.json", "apps/Sign/Sign.json", "world.json")) {
                assertThat(rig.project.json(path).isObject()).as(path).isTrue();
            }
        }

        private void assertNothingIsLost() throws IOException {
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.project.read("apps/Bell/Bell.json")).contains("world last");
            assertThat(rig.project.read("apps/Bell/index.js")).contains("last of the world");
            assertThat(rig.project.entity("lamp-b").path("props").path("theirs").asText())
                    .isEqualTo("last");
            for (String word : List.of("first", "later", "last")) {
                assertThat(rig.project.has("apps/Gull-" + word)).as(word).isTrue();
            }
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .startsWith("last");
            try (Stream<Path> tree = Files.walk(rig.project.root())) {
                assertThat(tree.map(Path::toString)).noneMatch(path -> path.contains(".tmp-"));
            }
        }
    }
}
