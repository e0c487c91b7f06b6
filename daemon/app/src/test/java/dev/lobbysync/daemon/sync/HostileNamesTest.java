package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that no file system takes, or that lead out of the project (ENGINE T11, PROTOCOL 11, items 24, 47 and 68). */
class HostileNamesTest {
    private static final String CODE = "export default () => { 'evil' }\n";
    private static final String TOLD = "another id in the world";

    private Bench bench = new Bench();

    @BeforeEach
    void begin() {
        bench = Harbour.running();
        bench.disk().install(Path.of("/elsewhere/precious.json"), "{ \"id\": \"precious\" }");
    }

    static List<String> ids() {
        return List.of(
                "../../evil",
                "a/b",
                "..",
                ".",
                "a\\b",
                "/etc/evil",
                "nul\0byte",
                "new\nline",
                "bell\u0007",
                "\u0085next",
                "x".repeat(400));
    }

    /** Everything that is on the disk and not in the project. */
    private Set<String> outside() {
        return bench.disk().fingerprint(Path.of("/")).entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("harbour"))
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    private void nothingIsSent() {
        assertThat(bench.takeMutations()).as(bench.log()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aBlueprintWhoseIdIsNoFileNameIsHeldAndToldAndAllElseFlows(String id) {
        Set<String> before = outside();
        bench.world().app(id, Map.of("index.js", CODE));
        bench.world().place("thing", id);
        bench.world().edit("Seat", "desc", "four legs");
        bench.settle();
        assertThat(outside()).isEqualTo(before);
        assertThat(bench.lies("apps", "'evil'")).isFalse();
        assertThat(bench.read(Harbour.SEAT)).contains("four legs");
        assertThat(bench.status().failing().toString() + bench.status().held()).contains(TOLD);
        bench.restart();
        assertThat(outside()).isEqualTo(before);
        assertThat(bench.world().hasBlueprint(id)).isTrue();
        assertThat(bench.world().hasEntity("thing")).isTrue();
        nothingIsSent();
        bench.world().remove("thing");
        bench.world().removeApp(id);
        bench.settle();
        bench.assertInSync();
        nothingIsSent();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anEntitysIdIsOnlyTextInTheFile(String id) {
        bench.world().place(id, "Seat");
        bench.settle();
        bench.assertInSync();
        bench.restart();
        bench.assertInSync();
        nothingIsSent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:x",
                "con",
                "NUL",
                "com1",
                "aux.js",
                "trailing.",
                "a  b",
                "-",
                "\u00e9",
                "e\u0301",
                "lantern",
                "LANTERN",
                "\ud83d\udca1",
                "node_modules",
                ".git",
                ".hidden",
                "package",
                "tsconfig",
                "$scene2",
                "x__y__z",
                "__y",
                "x__",
                "~",
                "a:b",
                "a*b?",
                "x.tmp-0123456789",
                "__proto__",
                "constructor"
            })
    void aStrangeIdGetsASafeFileNameAndStaysWhatItIs(String id) {
        bench.world().app(id, Map.of("index.js", CODE));
        bench.world().place("thing", id);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.disk().files(Bench.ROOT).keySet()).allMatch(path -> path.matches("[ -~]+"));
        bench.world().edit(id, "desc", "odd");
        bench.settle();
        bench.assertInSync();
        bench.restart();
        bench.assertInSync();
        nothingIsSent();
    }

    @Test
    void namesThatAreOneOnSomeFileSystemsGetFoldersOfTheirOwn() {
        for (String id : List.of("lamp", "Lamp", "LAMP", "caf\u00e9", "cafe\u0301")) {
            bench.world().app(id, Map.of("index.js", CODE + "// " + id + "\n"));
            bench.world().place("of " + id, id);
        }
        bench.settle();
        bench.assertInSync();
        List<String> folders = bench.disk().files(Bench.ROOT).keySet().stream()
                .filter(path -> path.startsWith("apps/"))
                .map(path -> path.split("/")[1].toLowerCase(java.util.Locale.ROOT))
                .distinct()
                .filter(name -> name.startsWith("lamp") || name.startsWith("caf"))
                .toList();
        assertThat(folders).hasSize(5);
        bench.restart();
        bench.assertInSync();
        nothingIsSent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nul\0.js", "line\n.js", "node_modules/x.js", ".git/x.js", "x.mjs", "~/x.js.map"})
    void aScriptPathThatIsNoneIsHeldAndTold(String path) {
        Set<String> before = outside();
        bench.world().script("Lantern", path, CODE);
        bench.world().edit("Seat", "desc", "four legs");
        bench.settle();
        assertThat(outside()).isEqualTo(before);
        assertThat(bench.lies("apps", "'evil'")).isFalse();
        assertThat(bench.read(Harbour.SEAT)).contains("four legs");
        assertThat(bench.status().failing().toString() + bench.status().held())
                .contains("blueprint Lantern", "rename it in the world");
        bench.restart();
        nothingIsSent();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has(path))
                .isTrue();
        bench.world().removeScript("Lantern", path);
        bench.settle();
        bench.assertInSync();
        nothingIsSent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../evil.glb",
                "a/b.glb",
                "..",
                "nul\0.glb",
                "con.glb",
                "C:x.glb",
                "bell\u0007.glb",
                "trail. .glb"
            })
    void anAssetsNameNeverLeadsOutOfAssets(String name) {
        Set<String> before = outside();
        String url = "asset://" + name;
        bench.runtime().assets().put(url, "evil model".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        bench.world().edit("Seat", "model", url);
        bench.world()
                .editProp(
                        "Ferry",
                        "pic",
                        Map.of(
                                "type",
                                "image",
                                "name",
                                "../../" + name,
                                "url",
                                bench.world().asset("pixels", "p.png")));
        bench.settle();
        assertThat(outside()).isEqualTo(before);
        assertThat(bench.disk().files(Bench.ROOT).keySet())
                .allMatch(path -> path.matches("[ -~]+")
                        && List.of(path.split("/")).stream().noneMatch(".."::equals));
        bench.restart();
        nothingIsSent();
    }

    @Test
    void anIdLongerThanTheRuntimesRouterTakesIsHeldBeforeItIsSent() {
        String id = "x".repeat(120);
        bench.write("apps/Long/Long.json", "{ \"id\": \"" + id + "\", \"props\": {} }\n");
        bench.settle();
        nothingIsSent();
        assertThat(bench.status().held())
                .singleElement()
                .asString()
                .contains("100")
                .contains("apps/Long/Long.json");
        bench.world().app("y".repeat(120), Map.of());
        bench.settle();
        assertThat(bench.disk().files(Bench.ROOT).keySet()).anyMatch(path -> path.contains("yyyy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps",
                "shared",
                "assets",
                "apps/Lantern",
                Harbour.LANTERN,
                Harbour.LANTERN_SCRIPT,
                Harbour.MATH,
                "assets/lantern.glb",
                "world.json"
            })
    void whatBecameASymbolicLinkIsHeldToldAndNeverFollowed(String path) {
        bench.disk().move(Bench.ROOT.resolve(path), Path.of("/elsewhere/target"));
        Set<String> before = outside();
        bench.disk().installSymlink(Bench.ROOT.resolve(path), "/elsewhere/target");
        bench.watcher().report(path);
        bench.settle();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 7\n");
        bench.world().move("lamp", 4, 5, 6);
        bench.settle();
        assertThat(outside()).isEqualTo(before);
        assertThat(bench.takeMutations()).as(bench.log()).isEmpty();
        String told = bench.status().held().toString()
                + bench.status().failing()
                + bench.status().notes();
        assertThat(told).contains(path + " is a symbolic link").contains("replace it by a real");
        bench.restart();
        assertThat(outside()).isEqualTo(before);
        nothingIsSent();
        bench.disk().remove(Bench.ROOT.resolve(path));
        bench.disk().move(Path.of("/elsewhere/target"), Bench.ROOT.resolve(path));
        bench.watcher().report(path);
        bench.settle();
        bench.assertInSync();
        nothingIsSent();
    }
}
