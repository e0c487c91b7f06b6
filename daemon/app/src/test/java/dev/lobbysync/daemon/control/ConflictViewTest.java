package dev.lobbysync.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees of a conflict: side by side on a wide terminal, one below the other elsewhere. */
class ConflictViewTest {
    private static final String ARTIFACT = """
            {"formatVersion":1,"id":"c1","status":"open","createdAt":"2026-03-02T08:00:00Z","objectType":"blueprint",
             "kind":"blueprint","objectId":"Lamp","merged":{},"localHash":"l","remoteHash":"r",
             "unresolvedFields":[
              {"path":"desc","ownership":"shared","base":"a","local":"b","remote":"c"},
              {"path":"props.color","base":"amber","local":"teal","remote":"\\u009b31mcrimson\\n港"},
              {"path":"props.icon","local":{"url":"asset://0123456789012345678901234567890123.png","type":"image"},
               "remote":[1,2]},
              {"path":"scriptFiles/index.js","base":"asset://1.js","local":"asset://2.js","remote":"asset://3.js"}],
             "autoResolvedFields":[{"path":"name","ownership":"local","resolution":"local-policy","value":"x"}],
             "daemon":{"fields":{"desc":{"why":"both sides changed it, differently"},
                                 "props.color":{"why":"both sides changed it, differently"},
                                 "props.icon":{"why":"both sides added it, differently"},
                                 "scriptFiles/index.js":{"why":"both sides changed it, differently"}},
               "settled":{"desc":{"use":"merged","value":"mine"}},
               "scripts":{"index.js":{}},
               "explained":[
                {"path":"author","won":"local","rule":"only-local-changed","sentence":"only the files changed it"},
                {"path":"name","won":"local","rule":"local-policy","sentence":"policy"}]}}
            """;

    private static ScriptVersions script(String from, String local, String remote) {
        String base =
                IntStream.rangeClosed(1, 12).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        return new ScriptVersions(
                utf8(base), utf8(base.replace(from, local)), utf8(base.replace(from, remote)), utf8("marked"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConflictArtifact conflict(String json) throws IOException {
        return new ConflictArtifact(
                "c1", true, "2026-03-02T08:00:00Z", ObjectKey.blueprint("Lamp"), "l", "r", (ObjectNode)
                        Json.parse(json));
    }

    private static final Map<String, ScriptVersions> SCRIPTS =
            Map.of("index.js", script("line 6\n", "local 6\n\tlocal 6b\n", "remote\u001b6\r\n"));

    @Test
    void narrowShowsTheSidesOneBelowTheOther() throws IOException {
        String text = new ConflictView(conflict(ARTIFACT), SCRIPTS, Page.PLAIN).text();
        assertThat(text).isEqualTo("""
                        Conflict c1 on blueprint Lamp, open (found 2026-03-02T08:00:00Z)

                          desc: settled with merged
                            base    "a"
                            local   "b"
                            remote  "c"
                            yours   "mine"

                          props.color: both sides changed it, differently
                            base    "amber"
                            local   "teal"
                            remote  "\\u009b31mcrimson\\n港"

                          props.icon: both sides added it, differently
                            base    (absent)
                            local   {"url":"asset://0123456789012345678901234567890123.png","type":"image"}
                            remote  [1,2]

                          index.js: both sides changed it, differently
                            1 of 1: base line 6, local lines 6-7, remote line 6
                                 3   line 3
                                 4   line 4
                                 5   line 5
                            base
                                 6 * line 6
                            local
                                 6 * local 6
                                 7 *     local 6b
                            remote
                                 6 * remote\\u001b6
                                 8   line 7
                                 9   line 8
                                10   line 9
                            merged  .lobby/conflicts/c1/index.js.merged  (beside it .base, .local and .remote)

                          decided by policy:
                            name  local-policy

                          merged without a question:
                            author  only the files changed it

                        Next: gamedev sync resolve c1 --use local|remote|merged
                          or, one field and then the others: gamedev sync resolve c1 --field props.color --use local|remote
                          or, by hand: gamedev sync resolve c1 --edit, or with the merge tool of git: --tool
                        """);
    }

    @Test
    void wideShowsTheSidesSideBySide() throws IOException {
        String text = new ConflictView(conflict(ARTIFACT), SCRIPTS, new Page(Style.PLAIN, 104)).text();
        assertThat(text).contains("""
                  props.color: both sides changed it, differently
                    base                            │ local                           │ remote
                    "amber"                         │ "teal"                          │ "\\u009b31mcrimson\\n港"
                """).contains("""
                    base                            │ local                           │ remote
                    (absent)                        │ {                               │ [1,2]
                                                    │   "url" : "asset://012345678901 │
                                                    │   2345678901234567890123.png",  │
                                                    │   "type" : "image"              │
                                                    │ }                               │
                """).contains("""
                    1 of 1: base line 6, local lines 6-7, remote line 6
                    base                            │ local                           │ remote
                       3   line 3                   │    3   line 3                   │    3   line 3
                       4   line 4                   │    4   line 4                   │    4   line 4
                       5   line 5                   │    5   line 5                   │    5   line 5
                       6 * line 6                   │    6 * local 6                  │    6 * remote\\u001b6
                                                    │    7 *     local 6b             │
                       7   line 7                   │    8   line 7                   │    7   line 7
                       8   line 8                   │    9   line 8                   │    8   line 8
                       9   line 9                   │   10   line 9                   │    9   line 9
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 99, 100, 101, 120, 133, 200, 1_000})
    void noLineIsWiderThanAWideTerminalAndNothingActsOnIt(int width) throws IOException {
        for (Style style : Style.values()) {
            String text = new ConflictView(conflict(ARTIFACT), SCRIPTS, new Page(style, width)).text();
            String plain = text.replaceAll("\u001b\\[[0-9;]*m", "");
            assertThat(plain).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
            assertThat(style == Style.PLAIN).isEqualTo(text.equals(plain));
            if (width >= 120) {
                assertThat(plain.lines()).allMatch(line -> Cells.width(line) <= width);
            }
        }
    }

    @Test
    void whatIsLongIsCutAndSaysSo() throws IOException {
        String many =
                IntStream.range(0, 100).mapToObj(i -> "\"k" + i + "\":" + i).collect(Collectors.joining(","));
        String json = ARTIFACT.replace("\"teal\"", "{" + many + "}");
        String lines = IntStream.range(0, 90).mapToObj(i -> "new " + i + "\n").collect(Collectors.joining());
        Map<String, ScriptVersions> scripts = Map.of("index.js", script("line 6\n", lines, "x\n"));
        String text = new ConflictView(conflict(json), scripts, Page.PLAIN).text();
        assertThat(text).contains("… 87 more lines").contains("… 51 more lines");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 80, 100, 160, 200})
    void whatDiffersIsSeenHoweverFarBehindItStands(int width) throws IOException {
        String alike = "the same words again and again ".repeat(40);
        String json = ARTIFACT.replace("\"amber\"", "\"" + alike + "\"")
                .replace("\"teal\"", "\"" + alike + "LLL\"")
                .replace("\\u009b31mcrimson", alike + "RRR");
        String line = "const words = 'the same words again and again, the same words again and again'; ";
        Map<String, ScriptVersions> scripts =
                Map.of("index.js", script("line 6\n", line + "LOCALEND\n", line + "REMOTEEND\n"));
        String text = new ConflictView(conflict(json), scripts, new Page(Style.PLAIN, width)).text();
        String letters = text.replaceAll("[│\\s]+", "");
        assertThat(letters).contains("LLL").contains("RRR").contains("alike");
        assertThat(text).contains("END");
        assertThat(text.lines().count()).isLessThan(90);
    }

    @Test
    void aTextThatIsNoneIsToldByItsSize() throws IOException {
        Map<String, ScriptVersions> scripts = Map.of(
                "index.js", new ScriptVersions(new byte[] {0}, new byte[] {0, 1}, new byte[] {0, 1, 2}, new byte[0]));
        assertThat(new ConflictView(conflict(ARTIFACT), scripts, Page.PLAIN).text())
                .contains("    no text: base 1, local 2, remote 3 bytes\n");
        assertThat(Json.parse(ConflictsText.json(conflict(ARTIFACT), scripts))
                        .at("/conflicts/0/scripts/index.js/binary")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void programsGetTheRegionsAsData() throws IOException {
        var region = Json.parse(ConflictsText.json(conflict(ARTIFACT), SCRIPTS))
                .at("/conflicts/0/scripts/index.js/regions/0");
        assertThat(region.path("base")).hasToString("{\"line\":6,\"lines\":[\"line 6\"]}");
        assertThat(region.path("local").path("lines")).hasSize(2);
        assertThat(region.path("remote").path("line").asInt()).isEqualTo(6);
    }

    @Test
    void onceEveryFieldIsSettledTheNextCommandFinishes() throws IOException {
        ConflictArtifact open = conflict(ARTIFACT);
        ObjectNode settled = (ObjectNode) open.document().path("daemon").path("settled");
        open.fields().forEach(field -> settled.putObject(field).put("use", "local"));
        assertThat(new ConflictView(open, SCRIPTS, Page.PLAIN).text())
                .endsWith("\nEvery field is settled. Next: gamedev sync resolve c1 --use merged\n");
    }

    @Test
    void cellsCountColumnsAndNotCharacters() {
        assertThat(Cells.fill("港湾", 6)).isEqualTo("港湾  ");
        assertThat(Cells.cut("港湾の灯", 5)).isEqualTo("港湾…");
        assertThat(Cells.fill("e\u0301", 3)).isEqualTo("e\u0301  ");
        assertThat(Cells.cut("abc", 3)).isEqualTo("abc");
        assertThat(Cells.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(Cells.wrap("abcdefg", 4, 1)).containsExactly("abcd", " efg");
        assertThat(Cells.wrap("港湾の灯", 5, 1)).containsExactly("港湾", " の灯");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 80, 120})
    void aHundredThousandElementsAreShownWhereTheyDiffer(int width) throws IOException {
        ArrayNode base = Json.array();
        IntStream.range(0, 100_000).forEach(base::add);
        ObjectNode artifact = (ObjectNode) Json.parse(ARTIFACT);
        ObjectNode field = artifact.putArray("unresolvedFields").addObject().put("path", "props.many");
        field.set("base", base);
        ArrayNode local = base.deepCopy();
        local.set(70_000, "LOCAL");
        field.set("local", local);
        field.set("remote", base.deepCopy().add("REMOTE"));
        String text = new ConflictView(conflict(artifact.toString()), Map.of(), new Page(Style.PLAIN, width)).text();
        assertThat(text).contains("LOCAL", " lines alike", " more lines");
        assertThat(text.lines()).hasSizeLessThan(80);
    }
}
