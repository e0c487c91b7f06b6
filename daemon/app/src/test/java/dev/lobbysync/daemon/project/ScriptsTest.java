package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.json;
import static dev.lobbysync.daemon.project.ProjectRig.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROTOCOL 7.3: the script set of an app folder. */
class ScriptsTest {
    private static final String ENTRY = "export default () => {}";

    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void open() {
        rig = new ProjectRig(directory);
    }

    @Test
    void theOldestBlueprintIsTheRootAndTheOthersReferToIt() {
        rig.file("apps/A/A.json", "{\"name\":\"undated\"}")
                .file("apps/A/new.json", "{\"createdAt\":\"2026-02-01T00:00:00.000Z\"}")
                .file("apps/A/old.json", "{\"id\":\"Old\",\"createdAt\":\"2026-01-01T00:00:00.000Z\"}")
                .file("apps/A/index.js", ENTRY)
                .file("apps/A/lib/b.TS", "b")
                .file("apps/A/node_modules/x/x.js", "no")
                .file("apps/A/readme.md", "no");
        rig.file("apps/A/new.json", "{\"id\":\"New\",\"createdAt\":\"2026-02-01T00:00:00.000Z\"}");
        rig.scan();
        String entry = url(ENTRY, "js");
        assertThat(rig.blueprint("Old"))
                .isEqualTo(json("{\"id\":\"Old\",\"script\":\"" + entry
                        + "\",\"scriptEntry\":\"index.js\",\"scriptFiles\":{\"index.js\":\"" + entry
                        + "\",\"lib/b.TS\":\"" + url("b", "ts")
                        + "\"},\"scriptFormat\":\"module\",\"scriptRef\":null}"));
        for (String other : new String[] {"A", "New"}) {
            assertThat(rig.blueprint(other).path("scriptRef").asText()).isEqualTo("Old");
            assertThat(rig.blueprint(other).path("script").asText()).isEqualTo(entry);
            assertThat(rig.blueprint(other).path("scriptFiles").isNull()).isTrue();
        }
        assertThat(rig.project.folderMates(ObjectKey.blueprint("New")))
                .containsExactly(ObjectKey.blueprint("Old"), ObjectKey.blueprint("New"), ObjectKey.blueprint("A"));
    }

    @Test
    void theEntryIsWhatTheJsonNamesThenIndexThenTheOnlyFile() {
        rig.file("apps/A/A.json", "{\"scriptEntry\":\"src/main.js\"}")
                .file("apps/A/src/main.ts", "m")
                .file("apps/A/index.js", "i");
        rig.file("apps/B/B.json", "{\"name\":\"b\"}").file("apps/B/only.js", "o");
        rig.file("apps/C/C.json", "{\"name\":\"c\",\"script\":\"asset://old.js\"}")
                .file("apps/C/x.js", "x")
                .file("apps/C/y.js", "y");
        rig.file("apps/D/D.json", "{\"name\":\"d\"}")
                .file("apps/D/index.js", "x")
                .file("apps/D/index.ts", "y");
        rig.scan();
        assertThat(rig.blueprint("A").path("scriptEntry").asText()).isEqualTo("src/main.ts");
        assertThat(rig.blueprint("A").path("scriptFormat").asText()).isEqualTo("legacy-body");
        assertThat(rig.blueprint("B").path("scriptEntry").asText()).isEqualTo("only.js");
        assertThat(rig.present(ObjectKey.blueprint("C")).present()).containsExactly("name");
        assertThat(rig.project.problems()).anyMatch(problem -> problem.path().equals("apps/C"));
        rig.expect("C", "y.js", "x.js", "y.js");
        assertThat(rig.blueprint("C").path("scriptEntry").asText()).isEqualTo("y.js");
        assertThat(rig.blueprint("D").path("scriptEntry").asText()).isEqualTo("index.ts");
    }

    @Test
    void withoutScriptFilesTheJsonSpeaks() {
        rig.file("apps/A/A.json", "{\"script\":\"asset://x.js\",\"scriptFormat\":\"module\"}")
                .file("apps/B/B.json", "{\"scriptRef\":\"A\"}");
        rig.scan();
        assertThat(rig.blueprint("A"))
                .isEqualTo(json("{\"id\":\"A\",\"script\":\"asset://x.js\",\"scriptFormat\":\"module\"}"));
        assertThat(rig.blueprint("B"))
                .isEqualTo(
                        json(
                                "{\"id\":\"B\",\"scriptRef\":\"A\",\"scriptEntry\":null,\"scriptFiles\":null,\"scriptFormat\":null}"));
    }

    @Test
    void anExplicitReferenceToAnotherFolderIsKept() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/A/index.js", "a");
        rig.file("apps/B/B.json", "{\"scriptRef\":\"A\",\"createdAt\":\"2020\"}")
                .file("apps/B/C.json", "{\"name\":\"c\"}")
                .file("apps/B/index.js", "b");
        rig.scan();
        assertThat(rig.blueprint("B").path("scriptRef").asText()).isEqualTo("A");
        assertThat(rig.blueprint("B__C").path("scriptFiles").size()).isEqualTo(1);
    }

    @Test
    void sharedModulesAreFollowedThroughOtherModules() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "import { x } from '@shared/deep/x.js'")
                .file("shared/deep/x.js", "import '../y.js'")
                .file("shared/y.js", "export * from 'shared/z.ts'")
                .file("shared/z.ts", "z")
                .file("shared/unused.js", "u");
        rig.scan();
        assertThat(rig.blueprint("A").path("scriptFiles").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly("@shared/deep/x.js", "@shared/y.js", "@shared/z.ts", "index.js");
        assertThat(rig.project.importers(ObjectKey.module("@shared/z.ts"))).containsExactly(ObjectKey.blueprint("A"));
        assertThat(rig.project.importers(ObjectKey.module("@shared/unused.js"))).isEmpty();
        assertThat(rig.value(ObjectKey.module("@shared/unused.js")))
                .isEqualTo(json("{\"url\":\"" + url("u", "js") + "\"}"));
        rig.file("shared/z.ts", "z2");
        assertThat(rig.project.refresh(Set.of("shared/z.ts")))
                .containsExactlyInAnyOrder(ObjectKey.blueprint("A"), ObjectKey.module("@shared/z.ts"));
    }

    @Test
    void aMissingImportHoldsTheBlueprintUntilItIsThere() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "import '@shared/x.js'")
                .file("apps/B/B.json", "{\"name\":\"b\"}");
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("A")))
                .contains("@shared/x.js")
                .contains("does not exist");
        assertThat(rig.state(ObjectKey.blueprint("B"))).isInstanceOf(LocalState.Present.class);
        rig.file("shared/x.js", "x");
        assertThat(rig.project.refresh(Set.of("shared"))).contains(ObjectKey.blueprint("A"));
        assertThat(rig.blueprint("A").path("scriptFiles").size()).isEqualTo(2);
    }

    @Test
    @DisplayName("item 48: extensions in lower case, no folder that would be taken for shared/, no declaration files")
    void namesThatUpstreamGetsWrong() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/A/X.JS", "x").file("apps/A/t.d.ts", "d");
        rig.file("apps/B/B.json", "{\"name\":\"b\"}")
                .file("apps/B/index.js", "i")
                .file("apps/B/shared/u.js", "u");
        rig.scan();
        assertThat(rig.blueprint("A").path("scriptFiles").toString())
                .isEqualTo("{\"X.JS\":\"" + url("x", "js") + "\"}");
        assertThat(rig.problem(ObjectKey.blueprint("B"))).contains("apps/B/shared/u.js");
        rig.expect("A", "X.JS", "X.JS", "t.d.ts");
        assertThat(rig.blueprint("A").path("scriptFiles").has("t.d.ts"))
                .as("one already in the set stays")
                .isTrue();
    }

    @Test
    @DisplayName("item 48: a module that only the base's set names stays while its file exists")
    void expectedModulesStay() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "i")
                .file("shared/x.js", "x");
        rig.expect("A", "index.js", "index.js", "@shared/x.js", "@shared/gone.js");
        rig.scan();
        assertThat(rig.blueprint("A").path("scriptFiles").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly("@shared/x.js", "index.js");
        rig.project.expectScripts(ObjectKey.blueprint("A"), null);
        assertThat(rig.blueprint("A").path("scriptFiles").size()).isEqualTo(1);
    }

    @Test
    void conflictMarkersAndEmptiedFilesHoldTheAppAndTheModule() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "import '@shared/x.js'")
                .file("shared/x.js", "x");
        rig.scan();
        rig.file("apps/A/index.js", "");
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("A"))).contains("empty");
        rig.file("apps/A/index.js", "import '@shared/x.js'\n")
                .file("shared/x.js", "<<<<<<< HEAD\n=======\n>>>>>>> b\n");
        rig.scan();
        assertThat(rig.problem(ObjectKey.module("@shared/x.js"))).contains("conflict markers");
        assertThat(rig.problem(ObjectKey.blueprint("A"))).contains("shared/x.js");
    }

    @Test
    void aBrokenRootStaysTheRootOfItsFolder() {
        rig.file("apps/A/A.json", "{\"createdAt\":\"2026-01-01\"}")
                .file("apps/A/B.json", "{\"createdAt\":\"2026-02-01\"}")
                .file("apps/A/index.js", "i");
        rig.scan();
        rig.file("apps/A/A.json", "{");
        rig.scan();
        assertThat(rig.problem(ObjectKey.blueprint("A"))).contains("apps/A/A.json");
        assertThat(rig.blueprint("A__B").path("scriptRef").asText()).isEqualTo("A");
    }
}
