package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrashTest {
    private static final long DAY = 24L * 60 * 60 * 1000;
    private final StateFixture project = new StateFixture();
    private final FileTrash trash = FileTrash.open(project.disk, ROOT, project.clock);

    @Test
    void whatWentToTheTrashIsThereAfterAPowerLossWithItsReason() throws IOException {
        Trash.Batch batch = trash.open("Removed in the world!");
        batch.keepFile("apps/Lantern/Lantern.json", utf8("{}"), "blueprint Lantern was removed");
        batch.keepFile("apps/Lantern/Lantern.json", utf8("{ }"), "again");
        batch.keepValue(ObjectKey.entity("k3/../x"), "local", Json.object().put("id", "k3/../x"), "row");
        project.disk.crash(Loss.UNFORCED);
        List<TrashedBatch> list =
                FileTrash.open(project.disk, ROOT, project.clock).list();
        assertThat(list).hasSize(1);
        TrashedBatch kept = list.get(0);
        assertThat(kept.name()).isEqualTo("20260302-080000-000-removed-in-the-world");
        assertThat(kept.reason()).isEqualTo("Removed in the world!");
        assertThat(kept.items()).hasSize(3);
        assertThat(kept.items().get(0).path()).isEqualTo("apps/Lantern/Lantern.json");
        assertThat(kept.items().get(0).why()).isEqualTo("blueprint Lantern was removed");
        assertThat(trash.read(kept.name(), kept.items().get(0))).hasValue(utf8("{}"));
        assertThat(trash.read(kept.name(), kept.items().get(1))).hasValue(utf8("{ }"));
        assertThat(kept.items().get(2).id()).isEqualTo("k3/../x");
        assertThat(trash.read(kept.name(), kept.items().get(2)))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().contains("k3/../x"));
        assertThat(project.disk.text(project.paths.trash().resolve(kept.name() + "/apps/Lantern/Lantern.json")))
                .isEqualTo("{}");
    }

    @Test
    void whatHasTheNameOfAnotherIsKeptBesideIt() throws IOException {
        for (int i = 1; i <= 3; i++) {
            Trash.Batch batch = trash.open("replaced");
            batch.keepFile("a.js", utf8("a" + i), "why");
            batch.keepFile("a.js", utf8("b" + i), "why");
            batch.keepFile("a.js", utf8("c" + i), "why");
        }
        assertThat(trash.list())
                .extracting(TrashedBatch::name)
                .containsExactly(
                        "20260302-080000-000-replaced-3",
                        "20260302-080000-000-replaced-2",
                        "20260302-080000-000-replaced");
        assertThat(project.disk.files(project.paths.trash()).keySet())
                .contains(
                        "20260302-080000-000-replaced-3/a.js",
                        "20260302-080000-000-replaced-3/a.js~2",
                        "20260302-080000-000-replaced-3/a.js~3");
    }

    @Test
    void aValueIsFoundByTheIdOfItsObject() throws IOException {
        Trash.Batch batch = trash.open("x");
        batch.keepValue(ObjectKey.entity("k3Jd82LmQx"), "local", Json.object(), "row");
        batch.keepValue(ObjectKey.entity("k3/../x"), "local", Json.object(), "row");
        assertThat(trash.list().get(0).items())
                .extracting(TrashedBatch.Item::file)
                .satisfiesExactly(
                        plain -> assertThat(plain).isEqualTo("values/entity-k3Jd82LmQx.local.json"),
                        odd -> assertThat(odd).matches("values/entity-[0-9a-f]{16}\\.local\\.json"));
    }

    @Test
    void aFolderWithoutManifestHasTheTimeOfItsNameAndAFileIsNoFolder() throws IOException {
        project.disk.install(project.paths.trash().resolve("20260302-080000-000/a.js"), "a");
        project.disk.install(project.paths.trash().resolve("20260302-090000-000-notes.txt"), "a person's own");
        assertThat(trash.list()).singleElement().satisfies(batch -> {
            assertThat(batch.at()).isEqualTo("2026-03-02T08:00:00.000Z");
            assertThat(batch.items()).isEmpty();
        });
    }

    @Test
    void everyLineOfTheManifestEnds() throws IOException {
        trash.open("x").keepFile("a", utf8("1"), "why");
        assertThat(project.disk.text(project.paths.trash().resolve("20260302-080000-000-x/manifest.jsonl")))
                .endsWith("\n")
                .contains("\"reason\":\"x\"}\n");
    }

    @Test
    void nothingIsWrittenBeforeTheFirstItem() {
        Map<String, String> before = project.disk.fingerprint(ROOT);
        trash.open("nothing");
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void nothingLeadsOutOfTheTrash() {
        assertThatThrownBy(() -> trash.open("x").keepFile("../../apps/x", new byte[0], "why"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trash.read("..", new TrashedBatch.Item("x", null, null, null, null, "", 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aManifestCutShortLosesOnlyItsLastLine() throws IOException {
        Trash.Batch batch = trash.open("x");
        batch.keepFile("a", utf8("1"), "why");
        project.disk.failWith((call, path) -> call.equals("force") ? new IOException("EIO") : null);
        assertThatThrownBy(() -> batch.keepFile("b", utf8("2"), "why")).hasMessage("EIO");
        project.disk.failWith(null);
        project.disk.crash(Loss.HALF_OF_UNFORCED);
        batch.keepFile("c", utf8("3"), "why");
        assertThat(trash.list().get(0).items())
                .extracting(TrashedBatch.Item::path)
                .containsExactly("a", "c");
    }

    @Test
    void aClockThatWasSetYearsAheadEmptiesNoTrash() throws IOException {
        trash.open("yesterday").keepFile("apps/A/A.json", utf8("{}"), "replaced");
        project.clock.advance(24 * 3_600_000L);
        long lastChange = project.clock.wallMillis();
        project.clock.setWall(lastChange + 10 * 365 * 24 * 3_600_000L);
        assertThat(trash.prune(name -> false, lastChange)).isEmpty();
        project.clock.setWall(lastChange - 10 * 365 * 24 * 3_600_000L);
        assertThat(trash.prune(name -> false, lastChange)).isEmpty();
        assertThat(trash.list()).hasSize(1);
    }

    @Test
    void thirtyDaysUnlessAnOpenConflictNamesIt() throws IOException {
        trash.open("old").keepFile("a", utf8("1"), "why");
        trash.open("named").keepFile("a", utf8("1"), "why");
        project.disk.install(project.paths.trash().resolve("mine/notes.txt"), "a person's own");
        project.clock.advance(29 * DAY);
        trash.open("young").keepFile("a", utf8("1"), "why");
        assertThat(trash.prune(name -> false, project.clock.wallMillis())).isEmpty();
        project.clock.advance(2 * DAY);
        assertThat(trash.prune(name -> name.endsWith("named"), project.clock.wallMillis()))
                .containsExactly("20260302-080000-000-old");
        assertThat(trash.list()).extracting(TrashedBatch::reason).containsExactly("young", "named");
        assertThat(project.disk.exists(project.paths.trash().resolve("mine/notes.txt")))
                .isTrue();
        long calls = project.disk.calls();
        assertThat(trash.prune(name -> name.endsWith("named"), project.clock.wallMillis()))
                .isEmpty();
        assertThat(project.disk.calls()).isEqualTo(calls);
    }

    @Test
    void above500MegabytesTheOldestGoButNeverOneOfToday() {
        List<TrashRetention.Folder> folders = List.of(
                new TrashRetention.Folder("d", 10 * DAY, 400_000_000),
                new TrashRetention.Folder("a", 7 * DAY, 100_000_000),
                new TrashRetention.Folder("b", 8 * DAY, 200_000_000),
                new TrashRetention.Folder("c", 9 * DAY, 200_000_000));
        TrashRetention keep = TrashRetention.DEFAULT;
        long now = 10 * DAY + 1;
        assertThat(keep.due(folders, now, name -> false)).containsExactly("a", "b", "c");
        assertThat(keep.due(folders, now, Set.of("a", "b", "c")::contains)).isEmpty();
        assertThat(keep.due(folders, now, "a"::equals)).containsExactly("b", "c");
        assertThat(keep.due(folders, now - 9 * DAY, name -> false)).isEmpty();
    }

    @Test
    void noMoreGoThanHaveToAndTheOldestFirst() {
        List<TrashRetention.Folder> folders = List.of(
                new TrashRetention.Folder("c", 9 * DAY, 200_000_000),
                new TrashRetention.Folder("a", 7 * DAY, 200_000_000),
                new TrashRetention.Folder("d", 9 * DAY, 200_000_000),
                new TrashRetention.Folder("b", 8 * DAY, 100_000_000));
        TrashRetention keep = TrashRetention.DEFAULT;
        assertThat(keep.due(folders, 11 * DAY, name -> false)).containsExactly("a");
        assertThat(keep.due(folders.subList(0, 3), 11 * DAY, name -> false)).containsExactly("a");
        assertThat(keep.due(List.of(folders.get(0), folders.get(2), folders.get(3)), 11 * DAY, name -> false))
                .as("500 MB are not too many")
                .isEmpty();
        assertThat(keep.due(folders, 10 * DAY, name -> name.compareTo("b") <= 0))
                .as("a day is no longer young")
                .containsExactly("c");
        TrashRetention.Folder small = new TrashRetention.Folder("e", 0, 1);
        assertThat(keep.due(List.of(small), 30 * DAY, name -> false)).isEmpty();
        assertThat(keep.due(List.of(small), 30 * DAY + 1, name -> false)).containsExactly("e");
    }

    @Test
    void aFolderCountsWithEverythingInIt() throws IOException {
        FileTrash few = FileTrash.open(project.disk, ROOT, project.clock, new TrashRetention(30 * DAY, 3000, DAY));
        Trash.Batch old = trash.open("old");
        old.keepFile("a/b/c.js", new byte[1000], "why");
        old.keepFile("d.js", new byte[800], "why");
        project.clock.advance(DAY);
        trash.open("young").keepFile("a.js", new byte[100], "why");
        assertThat(few.prune(name -> false, project.clock.wallMillis())).isEmpty();
        trash.open("young too").keepFile("a.js", new byte[2000], "why");
        assertThat(few.prune(name -> false, project.clock.wallMillis())).containsExactly("20260302-080000-000-old");
        assertThat(trash.list()).hasSize(2);
    }
}
