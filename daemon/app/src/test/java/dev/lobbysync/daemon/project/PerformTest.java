package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.MemoryDisk;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.testing.SimulatedCrash;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** DESIGN 3 and 5, ENGINE T2, T3, T7, T9, T16: a write happens whole, durably, and only over what was planned. */
class PerformTest {
    private static final Path ROOT = Path.of("/project");
    private static final Path FILE = ROOT.resolve("apps/A/A.json");
    private static final String OLD = "{\"name\":\"old\"}";
    private static final String NEW = "{\"name\":\"new\"}";
    private static final String USER = "{\"name\":\"user\"}";

    private final MemoryDisk disk = new MemoryDisk();

    /** Later than every mtime of the disk's own clock, so that nothing is racy. */
    private static final class LateClock implements Clock {
        @Override
        public long wallMillis() {
            return 4_000_000_000_000L;
        }

        @Override
        public long monotonicMillis() {
            return 1;
        }
    }

    private FileProject open() throws IOException {
        FileProject project = FileProject.open(disk, ROOT, new LateClock(), new SeededRandom(disk.calls()));
        project.scan();
        return project;
    }

    private static LocalEdit edit(FileProject project) {
        LocalState.Present state = (LocalState.Present) project.state(ObjectKey.blueprint("A"));
        return new LocalEdit.Change(
                ObjectKey.blueprint("A"),
                state.fingerprint(),
                Map.of("name", Json.object().textNode("new")),
                Map.of());
    }

    private static FileChange change(FileProject project) throws IOException {
        return project.prepare(List.of(edit(project)), Map.of(), Map.of())
                .changes()
                .get(0);
    }

    private static FileChange deletion(FileProject project) throws IOException {
        LocalState.Present state = (LocalState.Present) project.state(ObjectKey.blueprint("A"));
        return project.prepare(
                        List.of(new LocalEdit.Remove(ObjectKey.blueprint("A"), state.fingerprint())),
                        Map.of(),
                        Map.of())
                .changes()
                .get(0);
    }

    @Test
    void whatIsWrittenIntoTheFileWhileItIsReplacedIsPutBack() throws IOException {
        for (String call : List.of("createForced", "link", "rename")) {
            disk.install(FILE, OLD);
            FileProject project = open();
            FileChange change = change(project);
            during(call, () -> disk.overwrite(FILE, utf8(USER)));
            assertThat(project.perform(change)).as(call).isFalse();
            assertThat(disk.text(FILE)).as(call).isEqualTo(USER);
            assertThat(disk.fingerprint(ROOT.resolve("apps/A")).keySet())
                    .as(call)
                    .containsExactly("A.json");
            assertThat(((LocalState.Present) project.state(ObjectKey.blueprint("A")))
                            .value()
                            .path("name")
                            .asText())
                    .isEqualTo("user");
        }
    }

    @Test
    void whatIsWrittenIntoTheFileWhileItIsDeletedIsPutBack() throws IOException {
        for (String call : List.of("link", "delete")) {
            disk.install(FILE, OLD);
            FileProject project = open();
            FileChange change = deletion(project);
            during(call, () -> disk.overwrite(FILE, utf8(USER)));
            assertThat(project.perform(change)).as(call).isFalse();
            assertThat(disk.text(FILE)).as(call).isEqualTo(USER);
        }
    }

    @Test
    void aFileThatAppearsWhileOneIsCreatedStays() throws IOException {
        disk.installDirectory(ROOT);
        for (String call : List.of("createForced", "link")) {
            FileProject project = open();
            during(call, () -> disk.install(FILE, USER));
            FileChange change = new FileChange("apps/A/A.json", null, utf8(NEW), Set.of(), "test", false);
            assertThat(project.perform(change)).as(call).isFalse();
            assertThat(disk.text(FILE)).as(call).isEqualTo(USER);
            disk.remove(FILE);
        }
    }

    @Test
    void aFolderThatIsRenamedWhileItsFileIsReplacedKeepsNothingOfOurs() throws IOException {
        for (String call : List.of("link", "stat", "rename", "delete")) {
            disk.install(FILE, OLD);
            FileProject project = open();
            performWhileTheFolderIsRenamed(project, change(project), "createForced", call);
        }
    }

    @Test
    void aFolderThatIsRenamedWhileItsFileIsDeletedKeepsNothingOfOurs() throws IOException {
        for (String call : List.of("stat", "delete")) {
            disk.install(FILE, OLD);
            FileProject project = open();
            performWhileTheFolderIsRenamed(project, deletion(project), "link", call);
        }
    }

    /** Somebody renames the folder just before this call after the first of ours; nothing but their file is left. */
    private void performWhileTheFolderIsRenamed(FileProject project, FileChange change, String first, String call)
            throws IOException {
        Path renamed = ROOT.resolve("apps/" + call);
        during(first, () -> during(call, () -> disk.move(ROOT.resolve("apps/A"), renamed)));
        try {
            project.perform(change);
        } catch (IOException e) {
            assertThat(e).as(call).hasMessageContaining("apps/A");
        }
        project.scan();
        assertThat(disk.fingerprint(ROOT.resolve("apps")).keySet()).as(call).containsExactly(call, call + "/A.json");
        disk.remove(renamed);
    }

    /** Does something of a user's just before the first such call. */
    private void during(String call, Runnable user) {
        disk.failWith((name, path) -> {
            if (name.equals(call)) {
                disk.failWith(null);
                user.run();
            }
            return null;
        });
    }

    @Test
    @DisplayName("T2, T3: at every crash point the file is whole: old or new, never empty or torn")
    void crashPoints() throws IOException {
        for (boolean delete : new boolean[] {false, true}) {
            for (Loss loss : Loss.values()) {
                for (boolean after : new boolean[] {false, true}) {
                    boolean crashed = true;
                    for (int k = 1; crashed; k++) {
                        crashed = crashAt(k, after, delete, loss);
                    }
                }
            }
        }
    }

    private boolean crashAt(int k, boolean after, boolean delete, Loss loss) throws IOException {
        disk.remove(ROOT);
        disk.install(FILE, OLD);
        FileProject project = open();
        FileChange change = delete ? deletion(project) : change(project);
        if (after) {
            disk.crashAfter(k);
        } else {
            disk.crashBefore(k);
        }
        boolean crashed = false;
        try {
            project.perform(change);
        } catch (SimulatedCrash e) {
            crashed = true;
        }
        disk.crash(loss);
        if (disk.exists(FILE)) {
            assertThat(disk.text(FILE)).isIn(OLD, delete ? OLD : NEW);
        } else {
            assertThat(delete).isTrue();
        }
        open();
        if (disk.exists(ROOT.resolve("apps/A"))) {
            assertThat(disk.fingerprint(ROOT.resolve("apps/A")).keySet())
                    .as("the next start removes what the crash left")
                    .isSubsetOf("A.json");
        }
        return crashed;
    }

    @Test
    @DisplayName("T16: a full or failing disk leaves the file as it was, and the next try succeeds")
    void aFailingDisk() throws IOException {
        for (String call : List.of("createForced", "link", "rename", "read")) {
            disk.remove(ROOT);
            disk.install(FILE, OLD);
            FileProject project = open();
            FileChange change = change(project);
            disk.failWith((name, path) -> name.equals(call) ? new IOException("No space left on device") : null);
            assertThatThrownBy(() -> project.perform(change)).as(call).isInstanceOf(IOException.class);
            disk.failWith(null);
            assertThat(disk.text(FILE)).isEqualTo(OLD);
            assertThat(project.perform(change)).isTrue();
            assertThat(disk.text(FILE)).isEqualTo(NEW);
        }
    }

    @Test
    void aDirectoryThatCannotBeListedHoldsWhatWasInIt() throws IOException {
        disk.install(FILE, OLD);
        disk.install(ROOT.resolve("apps/B/B.json"), OLD);
        FileProject project = open();
        disk.failWith((name, path) -> name.equals("list") && path.endsWith("A")
                ? new java.nio.file.AccessDeniedException(path.toString())
                : null);
        project.scan();
        assertThat(project.state(ObjectKey.blueprint("A"))).isInstanceOf(LocalState.Unknown.class);
        assertThat(project.state(ObjectKey.blueprint("B"))).isInstanceOf(LocalState.Present.class);
        disk.failWith(null);
        project.scan();
        assertThat(project.state(ObjectKey.blueprint("A"))).isInstanceOf(LocalState.Present.class);
    }

    @Test
    @DisplayName("T8: a project whose root is gone says nothing about its objects")
    void aMissingRootIsAnErrorNotADeletion() throws IOException {
        disk.install(FILE, OLD);
        FileProject project = open();
        disk.remove(ROOT);
        assertThatThrownBy(project::scan).isInstanceOf(IOException.class).hasMessageContaining("put it back");
        assertThat(project.state(ObjectKey.blueprint("A"))).isInstanceOf(LocalState.Present.class);
        disk.install(FILE, NEW);
        assertThat(project.scan()).containsExactly(ObjectKey.blueprint("A"));
    }

    @Test
    @DisplayName("T16: what a look had seen before it failed is not forgotten")
    void aFailedLookLosesNothing() throws IOException {
        disk.install(FILE, OLD);
        disk.install(ROOT.resolve("shared/m.js"), OLD);
        FileProject project = open();
        disk.install(FILE, NEW);
        disk.failWith((name, path) -> name.equals("stat") && path.endsWith("shared") ? new IOException("EIO") : null);
        assertThatThrownBy(project::scan).isInstanceOf(IOException.class);
        disk.failWith(null);
        assertThat(project.scan()).containsExactly(ObjectKey.blueprint("A"));
    }

    @Test
    @DisplayName("T16: a file that cannot be read holds its object until it can")
    void anUnreadableFileHoldsItsObjectOnly() throws IOException {
        Path asset = ROOT.resolve("assets/x.glb");
        disk.install(FILE, OLD);
        disk.install(asset, "glb");
        disk.install(ROOT.resolve("apps/B/B.json"), "{\"model\":\"assets/x.glb\"}");
        disk.failWith((name, path) -> name.equals("read") && (path.equals(asset) || path.equals(FILE))
                ? new IOException("Input/output error")
                : null);
        FileProject project = open();
        assertThat(project.state(ObjectKey.blueprint("A"))).isInstanceOf(LocalState.Unknown.class);
        assertThat(project.state(ObjectKey.blueprint("B"))).isInstanceOf(LocalState.Unknown.class);
        disk.failWith(null);
        assertThat(project.scan()).containsExactlyInAnyOrder(ObjectKey.blueprint("A"), ObjectKey.blueprint("B"));
        assertThat(project.state(ObjectKey.blueprint("B"))).isInstanceOf(LocalState.Present.class);
    }
}
