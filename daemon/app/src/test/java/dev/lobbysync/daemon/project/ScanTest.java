package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.json;
import static dev.lobbysync.daemon.project.ProjectRig.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROTOCOL 7.2 and ENGINE S1, S9, S10: what the files of a project say. */
class ScanTest {
    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void open() {
        rig = new ProjectRig(directory);
    }

    private static ObjectKey lantern() {
        return ObjectKey.blueprint("Lantern");
    }

    @Test
    void aBlueprintFileIsReadWithItsKnownFieldsOnly() {
        rig.file(
                "apps/Lantern/Lantern.json",
                "\uFEFF{\"name\":\"Lamp\",\"props\":{\"a\":1,\"__proto__\":{}},\"mine\":1,\"version\":4,\"uid\":\"u\"}");
        assertThat(rig.scan()).containsExactly(lantern());
        LocalState.Present state = rig.present(lantern());
        assertThat(state.value()).isEqualTo(json("{\"id\":\"Lantern\",\"name\":\"Lamp\",\"props\":{\"a\":1}}"));
        assertThat(state.present()).containsExactlyInAnyOrder("name", "props");
        assertThat(state.path()).isEqualTo("apps/Lantern/Lantern.json");
        assertThat(rig.project.metadata(lantern()).toString()).isEqualTo("{\"uid\":\"u\",\"scope\":\"Lantern\"}");
    }

    @Test
    void idsComeFromTheFileThenFromThePath() {
        rig.file("apps/Lantern/red.json", "{\"name\":\"r\"}")
                .file("apps/Lantern/blue.json", "{\"id\":\"Azure\"}")
                .file("apps/$scene/-scene.json", "{\"id\":\"$scene\"}");
        rig.scan();
        assertThat(rig.project.keys())
                .containsExactlyInAnyOrder(
                        ObjectKey.blueprint("Lantern__red"),
                        ObjectKey.blueprint("Azure"),
                        ObjectKey.blueprint("$scene"));
    }

    @Test
    @DisplayName("item 52: any other JSON in an app folder is no blueprint")
    void otherJsonIsNoBlueprint() {
        rig.file("apps/Lantern/package.json", "{\"name\":\"x\"}")
                .file("apps/Lantern/tsconfig.json", "{\"id\":\"x\"}")
                .file("apps/Lantern/data.json", "{\"rows\":[1]}")
                .file("apps/Lantern/list.json", "[1]")
                .file("apps/Lantern/deep/er.json", "{\"id\":\"y\"}");
        rig.scan();
        assertThat(rig.project.keys()).isEmpty();
    }

    @Test
    @DisplayName("item 73: an invalid or empty file holds its object and nothing else")
    void aBrokenFileIsUnknownUnderTheIdItHad() {
        rig.file("apps/A/A.json", "{\"id\":\"Alpha\"}").file("apps/B/B.json", "{\"name\":\"b\"}");
        rig.scan();
        for (String broken : new String[] {"", "  \n", "{", "{\"a\":1e999}", "{\"a\":1}}", "\u0000\u0000"}) {
            rig.file("apps/A/A.json", broken);
            rig.scan();
            assertThat(rig.problem(ObjectKey.blueprint("Alpha"))).as(broken).contains("apps/A/A.json");
        }
        rig.file("apps/A/A.json", "{\n<<<<<<< HEAD\n\"name\":1\n=======\n>>>>>>> b\n}");
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("Alpha"))).contains("conflict markers");
        rig.file("apps/A/A.json", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("Alpha"))).contains("UTF-8");
        assertThat(rig.project.keys()).hasSize(2);
        assertThat(rig.blueprint("B").path("name").asText()).isEqualTo("b");
    }

    @Test
    void aSymbolicLinkIsUnknownNeverFollowed() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/B/B.json", "{\"name\":\"b\"}");
        rig.scan();
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("B.json"), "{\"name\":\"evil\"}");
        rig.delete("apps/A/A.json");
        Files.createSymbolicLink(rig.root.resolve("apps/A/A.json"), outside.resolve("B.json"));
        rig.delete("apps/B");
        Files.createSymbolicLink(rig.root.resolve("apps/B"), outside);
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("A"))).contains("symbolic link");
        assertThat(rig.problem(ObjectKey.blueprint("B"))).contains("symbolic link");
        Files.delete(outside.resolve("B.json"));
        Files.delete(outside);
    }

    @Test
    void aDeletedFileIsAbsentSinceItWasFirstSeenGone() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.scan();
        assertThat(rig.state(ObjectKey.blueprint("Z"))).isEqualTo(LocalState.Absent.NEVER_SEEN);
        rig.delete("apps/A");
        rig.clock.monotonic = 5_000;
        assertThat(rig.scan()).containsExactly(ObjectKey.blueprint("A"));
        rig.clock.monotonic = 9_000;
        rig.scan();
        assertThat(rig.state(ObjectKey.blueprint("A"))).isEqualTo(new LocalState.Absent(5_000));
        assertThat(rig.project.problems()).anyMatch(problem -> problem.path().equals("apps"));
    }

    @Test
    void ofTwoFilesWithOneIdTheKnownPathKeepsIt() {
        rig.file("apps/Z/Z.json", "{\"id\":\"X\",\"name\":\"first\"}");
        rig.scan();
        rig.file("apps/A/A.json", "{\"id\":\"X\",\"name\":\"copy\"}");
        rig.scan();
        assertThat(rig.blueprint("X").path("name").asText()).isEqualTo("first");
        assertThat(rig.project.problems())
                .anyMatch(problem -> problem.path().equals("apps/A/A.json")
                        && problem.message().contains("apps/Z/Z.json"));
        rig.delete("apps/Z");
        rig.scan();
        assertThat(rig.present(ObjectKey.blueprint("X")).path()).isEqualTo("apps/A/A.json");
    }

    @Test
    @DisplayName("item 65: equal files without id are two blueprints, and a moved one keeps its id")
    void identityOfFilesWithoutId() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":\"same\"}").file("apps/B/B.json", "{\"name\":\"same\"}");
        rig.scan();
        assertThat(rig.project.keys()).containsExactly(ObjectKey.blueprint("A"), ObjectKey.blueprint("B"));
        rig.file("apps/C/C.json", "{\"name\":\"c\",\"createdAt\":\"2026-01-01T00:00:00.000Z\"}");
        rig.scan();
        rig.move("apps/C", "apps/Moved").move("apps/Moved/C.json", "apps/Moved/Moved.json");
        rig.file("apps/Moved/Moved.json", "{\"name\":\"edited\",\"createdAt\":\"2026-01-01T00:00:00.000Z\"}");
        rig.scan();
        assertThat(rig.blueprint("C").path("name").asText()).isEqualTo("edited");
        assertThat(rig.state(ObjectKey.blueprint("Moved"))).isInstanceOf(LocalState.Absent.class);
        // Also over a restart.
        rig.project.saveCache();
        rig.move("apps/Moved", "apps/Again");
        rig.reopened().scan();
        assertThat(rig.present(ObjectKey.blueprint("C")).path()).isEqualTo("apps/Again/Moved.json");
    }

    @Test
    @DisplayName(
            "items 37 and 49: a local asset stands for its content, a missing one with unknown hash holds the object")
    void assetsCompareByContent() {
        rig.file("assets/x.GLB", "glb")
                .file("assets/p.png", "png")
                .file(
                        "apps/A/A.json",
                        "{\"model\":\"assets/x.GLB\",\"image\":{\"url\":\"assets\\\\p.png\",\"k\":1},"
                                + "\"props\":{\"i\":{\"url\":\"assets/p.png\"},\"deep\":{\"i\":{\"url\":\"assets/p.png\"}}}}")
                .file("apps/B/B.json", "{\"model\":\"assets/none.glb\"}")
                .file("apps/C/C.json", "{\"model\":\"assets/../.env\"}");
        rig.scan();
        assertThat(rig.blueprint("A").path("model").asText()).isEqualTo(url("glb", "glb"));
        assertThat(rig.blueprint("A").path("image").toString())
                .isEqualTo("{\"url\":\"" + url("png", "png") + "\",\"k\":1}");
        assertThat(rig.blueprint("A").at("/props/i/url").asText()).isEqualTo(url("png", "png"));
        assertThat(rig.blueprint("A").at("/props/deep/i/url").asText()).isEqualTo("assets/p.png");
        assertThat(rig.problem(ObjectKey.blueprint("B")))
                .contains("assets/none.glb")
                .contains("missing");
        assertThat(rig.problem(ObjectKey.blueprint("C"))).contains("assets/../.env");
    }

    @Test
    void nothingIsSaidToBeMissingBeforeTheFirstLook() throws IOException {
        assertThat(rig.project.problems()).isEmpty();
        rig.scan();
        assertThat(rig.project.problems()).isNotEmpty();
    }

    @Test
    void aChangedAssetChangesWhoNamesItAndAMissingOneIsNoEdit() throws IOException {
        rig.file("assets/x.glb", "one")
                .file("apps/A/A.json", "{\"model\":\"assets/x.glb\"}")
                .file("apps/B/B.json", "{\"name\":\"b\"}");
        rig.scan();
        rig.file("assets/x.glb", "two!");
        assertThat(rig.project.refresh(Set.of("assets/x.glb"))).containsExactly(ObjectKey.blueprint("A"));
        assertThat(rig.blueprint("A").path("model").asText()).isEqualTo(url("two!", "glb"));
        rig.project.saveCache();
        rig.delete("assets/x.glb");
        assertThat(rig.scan()).isEmpty();
        assertThat(rig.blueprint("A").path("model").asText()).isEqualTo(url("two!", "glb"));
        assertThat(rig.project.missingAssets()).containsEntry("assets/x.glb", url("two!", "glb"));
        rig.project.saveCache();
        rig.reopened().scan();
        assertThat(rig.blueprint("A").path("model").asText())
                .as("after a restart too")
                .isEqualTo(url("two!", "glb"));
    }

    @Test
    void anEditWithTheSameSizeAndTimeIsSeenWhileTheTimestampIsRacy() throws IOException {
        rig.file("apps/A/index.js", "aaaa").file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.scan();
        FileTime time = Files.getLastModifiedTime(rig.root.resolve("apps/A/index.js"));
        Files.writeString(rig.root.resolve("apps/A/index.js"), "bbbb");
        Files.setLastModifiedTime(rig.root.resolve("apps/A/index.js"), time);
        assertThat(rig.scan()).containsExactly(ObjectKey.blueprint("A"));
        assertThat(rig.blueprint("A").path("script").asText()).isEqualTo(url("bbbb", "js"));
    }

    @Test
    void unchangedScriptsAreNotReadAgainAfterARestartAndNothingIsWritten() throws IOException {
        rig.file("apps/A/index.js", "import '@shared/m.js'\nexport default 1")
                .file("shared/m.js", "m")
                .file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.clock.wallOffset = 60_000;
        rig.scan();
        rig.project.saveCache();
        String cache = rig.text(".lobby/stat-cache");
        FileTime cacheTime = Files.getLastModifiedTime(rig.root.resolve(".lobby/stat-cache"));
        FileTime indexTime = Files.getLastModifiedTime(rig.root.resolve(".lobby/blueprint-index.json"));
        // A content that the stat does not betray shows that the cache is what is used.
        FileTime time = Files.getLastModifiedTime(rig.root.resolve("shared/m.js"));
        Files.writeString(rig.root.resolve("shared/m.js"), "n");
        Files.setLastModifiedTime(rig.root.resolve("shared/m.js"), time);
        rig.reopened().scan();
        assertThat(rig.blueprint("A").at("/scriptFiles/@shared~1m.js").asText()).isEqualTo(url("m", "js"));
        rig.project.saveCache();
        assertThat(rig.text(".lobby/stat-cache")).isEqualTo(cache);
        assertThat(Files.getLastModifiedTime(rig.root.resolve(".lobby/stat-cache")))
                .isEqualTo(cacheTime);
        assertThat(Files.getLastModifiedTime(rig.root.resolve(".lobby/blueprint-index.json")))
                .isEqualTo(indexTime);
    }

    @Test
    @DisplayName("T5: a restart with unchanged state touches nothing, also right after the files were written")
    void aRestartWritesNothing() throws IOException {
        rig.file("apps/A/index.js", "i")
                .file("apps/A/A.json", "{\"model\":\"assets/x.glb\"}")
                .file("assets/x.glb", "x")
                .file("assets/y.glb", "y");
        rig.scan();
        assertThat(rig.project.content(url("y", "glb"))).isPresent();
        rig.project.saveCache();
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        for (String file : new String[] {".lobby/stat-cache", ".lobby/blueprint-index.json"}) {
            Files.setLastModifiedTime(rig.root.resolve(file), longAgo);
        }
        for (long later : new long[] {0, 60_000, 120_000}) {
            rig.clock.wallOffset = later;
            rig.reopened().scan();
            rig.project.saveCache();
            assertThat(Files.getLastModifiedTime(rig.root.resolve(".lobby/stat-cache")))
                    .isEqualTo(longAgo);
            assertThat(Files.getLastModifiedTime(rig.root.resolve(".lobby/blueprint-index.json")))
                    .isEqualTo(longAgo);
        }
    }

    @Test
    void aDamagedCacheIsHarmless() throws IOException {
        rig.file("apps/A/index.js", "x").file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.file(".lobby/stat-cache", "{\"formatVersion\":3}\n[\"apps/A/index.js\",")
                .file(".lobby/blueprint-index.json", "{");
        rig.reopened().scan();
        assertThat(rig.blueprint("A").path("script").asText()).isEqualTo(url("x", "js"));
    }

    @Test
    void aFileInAnotherEncodingIsHeldAndNotGuessed() throws IOException {
        Path file = rig.root.resolve("apps/A/A.json");
        for (String encoding : new String[] {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE"}) {
            rig.file("apps/A/A.json", "");
            Files.write(file, "{\"name\":\"a\"}".getBytes(Charset.forName(encoding)));
            rig.reopened().scan();
            assertThat(rig.project.state(ObjectKey.blueprint("A"))).as(encoding).isInstanceOf(LocalState.Unknown.class);
        }
    }

    @Test
    void leftoversOfACrashAreRemovedAndOthersStay() throws IOException {
        rig.file("apps/A/A.json.tmp-0123456789", "old")
                .file("apps/A/B.json.tmp-1", "mine")
                .file("apps/A/A.json", "{\"name\":\"a\"}");
        Files.setLastModifiedTime(rig.root.resolve("apps/A/A.json.tmp-0123456789"), FileTime.fromMillis(1_000_000));
        rig.file("apps/A/A.json.tmp-abcdefghij", "new");
        Files.setLastModifiedTime(
                rig.root.resolve("apps/A/A.json.tmp-abcdefghij"),
                FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        rig.scan();
        assertThat(rig.files().keySet())
                .containsExactly("apps/A/A.json", "apps/A/A.json.tmp-abcdefghij", "apps/A/B.json.tmp-1");
        assertThat(rig.project.keys()).containsExactly(ObjectKey.blueprint("A"));
    }

    @Test
    void whatEditorsAndUpstreamLeaveForAMomentIsNoFileOfTheProject() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "i")
                .file("assets/x.glb", "x");
        rig.scan();
        for (String name : new String[] {
            "apps/A/.#index.js",
            "apps/A/index.js.tmp-V1StGXR8_Z",
            "apps/A/.index.js.swp",
            "apps/A/._index.js",
            "apps/A/index.js~",
            "apps/A/B.json.tmp-ab",
            "assets/.x.glb.swp",
            "assets/x.glb~",
            "assets/#x.glb#",
            "assets/4913",
            "assets/x.glb___jb_tmp___",
            "assets/x.glb.tmp-abc"
        }) {
            assertThat(Layout.role(name)).as(name).isEqualTo(Layout.Role.NONE);
            rig.file(name, "passing");
        }
        assertThat(rig.scan()).isEmpty();
        assertThat(rig.blueprint("A").path("scriptFiles").size()).isEqualTo(1);
    }

    @Test
    void problemsGoAwayWithWhatCausedThem() {
        rig.file("apps/A/A.json", "{\"id\":\"X\"}")
                .file("apps/B/B.json", "{\"id\":\"X\"}")
                .file("apps/C/C.json", "{")
                .file("world.json", WORLD);
        rig.scan();
        assertThat(rig.project.problems())
                .extracting(problem -> problem.path())
                .containsExactly("apps/B/B.json", "apps/C/C.json");
        rig.file("apps/C/C.json", "{\"name\":\"c\"}").file("apps/A/A.json", "{\"id\":\"Y\"}");
        rig.scan();
        assertThat(rig.project.problems()).isEmpty();
    }

    private static final String WORLD = "{\"formatVersion\":2,\"settings\":{},"
            + "\"spawn\":{\"position\":[0,0,0],\"quaternion\":[0,0,0,1]},\"entities\":[]}";
}
