package dev.lobbysync.daemon.mergedriver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file merged as git would have it merged. */
class MergeDriverTest {
    private static final String LAMP = "apps/Lamp/Lamp.json";
    private static final String BASE = """
            {
              "id": "Lamp",
              "uid": "1",
              "name": "Lamp",
              "script": "asset://1.js",
              "props": {
                "color": "red",
                "size": 1.0,
                "gone": true
              }
            }
            """;

    @TempDir
    Path worktree;

    private final List<String> told = new ArrayList<>();

    private int merge(String path, byte[] base, byte[] local, byte[] remote, String... more) throws IOException {
        Files.write(worktree.resolve("O"), base);
        Files.write(worktree.resolve("A"), local);
        Files.write(worktree.resolve("B"), remote);
        List<String> arguments = new ArrayList<>(List.of("O", "A", "B", path));
        arguments.addAll(List.of(more));
        return MergeDriver.run(worktree, arguments, told::add);
    }

    private int merge(String path, String base, String local, String remote, String... more) throws IOException {
        return merge(path, utf8(base), utf8(local), utf8(remote), more);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String merged() throws IOException {
        return Files.readString(worktree.resolve("A"));
    }

    private static String world(String... rows) {
        return "{\n  \"formatVersion\": 2,\n  \"entities\": [\n    " + String.join(",\n    ", rows) + "\n  ]\n}\n";
    }

    private static String row(String id, String rest) {
        return "{ \"id\": \"" + id + "\", " + rest + " }";
    }

    @Test
    void differentPropsOfOneBlueprintMergeInTheTextOfOurs() throws IOException {
        String local = BASE.replace("\"red\"", "\"blue\"").replace("1.0", "1.00");
        String remote =
                BASE.replace("\"name\": \"Lamp\"", "\"name\":\"Lantern\"").replace(",\n    \"gone\": true", "");
        assertThat(merge(LAMP, BASE, local, remote)).isZero();
        assertThat(merged())
                .isEqualTo(local.replace("\"name\": \"Lamp\"", "\"name\": \"Lantern\"")
                        .replace(",\n    \"gone\": true", ""));
        assertThat(told).isEmpty();
    }

    @Test
    void rowsThatBothAddedAtTheEndAreBothThere() throws IOException {
        String a = row("a", "\"blueprint\": \"Lamp\"");
        String mine = row("mine", "\"blueprint\": \"Lamp\"");
        String theirs = row("theirs", "\"blueprint\": \"Lamp\", \"position\": [0.50, 1, 2]");
        assertThat(merge("world.json", world(a), world(a, mine), world(a, theirs)))
                .isZero();
        assertThat(merged()).isEqualTo(world(a, mine, theirs));
    }

    @Test
    void oneFieldThatBothChangedIsMarkedAndTheRestIsMerged() throws IOException {
        String local = BASE.replace("red", "blue").replace("\"name\": \"Lamp\"", "\"name\": \"Torch\"");
        String remote = BASE.replace("red", "green").replace("1.0", "2.0");
        assertThat(merge("games/" + LAMP, BASE, local, remote, "7", "1a2b", "HEAD", "topic"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged()).isEqualTo(local.replace("1.0", "2.0").replace("    \"color\": \"blue\",\n", """
                        <<<<<<< HEAD
                            "color": "blue",
                        ||||||| 1a2b
                            "color": "red",
                        =======
                            "color": "green",
                        >>>>>>> topic
                        """));
        assertThat(told)
                .containsExactly(
                        "games/apps/Lamp/Lamp.json: conflict in props.color: both sides changed it, ours to \"blue\","
                                + " theirs to \"green\"; it was \"red\"");
    }

    @Test
    void aRowThatOneSideRemovedAndTheOtherChangedIsMarked() throws IOException {
        String a = row("a", "\"n\": 1");
        String b = row("b", "\"n\": 1");
        String edited = row("b", "\"n\": 2");
        assertThat(merge("world.json", world(a, b), world(a), world(a, edited), "9"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged())
                .isEqualTo("{\n  \"formatVersion\": 2,\n  \"entities\": [\n"
                        + "<<<<<<<<< ours\n    " + a + "\n"
                        + "||||||||| base\n    " + a + ",\n    " + b + "\n"
                        + "=========\n    " + a + ",\n    " + edited + "\n"
                        + ">>>>>>>>> theirs\n  ]\n}\n");
        assertThat(told).containsExactly("world.json: conflict in entities[id=b]: ours deleted what theirs changed");

        assertThat(merge("world.json", world(b, a), world(edited, a), world(a))).isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged())
                .contains("<<<<<<< ours\n    " + edited + ",\n||||||| base\n    " + b
                        + ",\n=======\n>>>>>>> theirs\n    " + a);
    }

    @Test
    void aRowInConflictIsOneRegionWhateverRowsBothSidesAddedBesideIt() throws IOException {
        String a = "{\n      \"id\": \"a\"\n    }";
        String b = "{\n      \"id\": \"b\",\n      \"n\": 1\n    }";
        String edited = b.replace("1", "2");
        String mine = a.replace("\"a\"", "\"mine\"");
        String theirs = a.replace("\"a\"", "\"theirs\"");
        assertThat(merge("world.json", world(a, b), world(a, mine), world(a, edited, theirs)))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged().split("<<<<<<<", -1)).as(merged()).hasSize(2);
        assertThat(merged()).contains("\"n\": 1", "\"n\": 2");
        assertThat(merge("world.json", world(a, b), world(a, edited, mine), world(a, theirs)))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged().split("<<<<<<<", -1)).as(merged()).hasSize(2);
    }

    @Test
    void lineEndsByteOrderMarkAndMissingLastLineEndStay() throws IOException {
        String base = "\uFEFF" + BASE.stripTrailing().replace("\n", "\r\n");
        assertThat(merge(LAMP, base, base.replace("red", "blue"), base.replace("1.0", "3")))
                .isZero();
        assertThat(merged()).isEqualTo(base.replace("red", "blue").replace("1.0", "3"));

        assertThat(merge(LAMP, base, base.replace("red", "blue"), BASE.replace("red", "green")))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged()).as("only they changed the line ends").doesNotContain("\r");

        assertThat(merge(LAMP, BASE, base.replace("red", "blue"), BASE.replace("red", "green")))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged().replace("\r\n", "")).doesNotContain("\n");
        assertThat(merged()).startsWith("\uFEFF{\r\n").endsWith("}");

        String windows = BASE.replace("\n", "\r\n");
        assertThat(merge(LAMP, BASE, windows.replace("red", "blue"), BASE.replace("red", "green")))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged().replace("\r\n", "")).as("markers too").doesNotContain("\n");
    }

    @Test
    void aLayoutThatOnlyOneSideChangedStays() throws IOException {
        String tabs = BASE.replace("  ", "\t");
        assertThat(merge(LAMP, BASE, BASE.replace("red", "blue"), tabs.replace("1.0", "2.0")))
                .isZero();
        assertThat(merged()).isEqualTo(tabs.replace("red", "blue").replace("1.0", "2.0"));
        assertThat(merge(LAMP, BASE, tabs.replace("red", "blue"), BASE.replace("1.0", "2.0")))
                .isZero();
        assertThat(merged()).isEqualTo(tabs.replace("red", "blue").replace("1.0", "2.0"));

        String a = row("a", "\"n\": 1");
        String b = row("b", "\"n\": 1");
        assertThat(merge("world.json", world(a, b), world(a, b.replace("1", "2")), world(b, a)))
                .isZero();
        assertThat(merged()).as("rows put in order on the other side").isEqualTo(world(b.replace("1", "2"), a));
        assertThat(merge(
                        "world.json", world(a, b), world(a, b.replace("1", "2")).replace("  ", "\t"), world(b, a)))
                .isZero();
        assertThat(merged())
                .as("and all indented on ours")
                .isEqualTo(world(b.replace("1", "2"), a).replace("  ", "\t"));
    }

    @Test
    void aResultMergedAgainKeepsItsLayout() throws IOException {
        String local = BASE.replace("\"gone\": true", "\"gone\":true");
        String remote = BASE.replace(",\n    \"gone\": true", "").replace("  ", "\t");
        assertThat(merge(LAMP, BASE, local, remote)).isZero();
        String merged = merged();
        assertThat(merged).as("what we spelled otherwise they removed").isEqualTo(remote);
        assertThat(merge(LAMP, BASE, merged, remote)).isZero();
        assertThat(merged()).isEqualTo(merged);
    }

    @Test
    void whatIsNotMergedInAProjectIsNoConflict() throws IOException {
        Files.createDirectories(worktree.resolve("apps/Lamp/lib"));
        Files.writeString(worktree.resolve("apps/Lamp/lib/index.js"), "");
        String local = BASE.replace("\"uid\": \"1\"", "\"uid\": \"2\"").replace("asset://1", "asset://2");
        String remote = BASE.replace("\"uid\": \"1\"", "\"uid\": \"3\"").replace("asset://1", "asset://3");
        assertThat(merge(LAMP, BASE, local, remote)).isZero();
        assertThat(merged()).isEqualTo(local);
        assertThat(told).hasSize(2).allMatch(line -> line.contains("kept our "));

        assertThat(merge("apps/Bell/Bell.json", BASE, local, remote))
                .as("without script files the script is what the world runs")
                .isEqualTo(MergeDriver.CONFLICTS);
    }

    @Test
    void arraysOfAnAppAreMergedAsThePolicyOfTheProjectSays() throws IOException {
        String base = "{\n  \"props\": { \"items\": [ {\"id\": 1, \"n\": 1}, {\"id\": 2, \"n\": 1} ] }\n}\n";
        String local = base.replace("{\"id\": 1, \"n\": 1}", "{\"id\": 1, \"n\": 5}");
        String remote = base.replace("{\"id\": 2, \"n\": 1}", "{\"id\": 2, \"n\": 7.0}, {\"id\": 3}");
        assertThat(merge("games/" + LAMP, base, local, remote)).isEqualTo(MergeDriver.CONFLICTS);

        Path policy = Files.createDirectories(worktree.resolve("games/.lobby")).resolve("sync-policy.json");
        Files.writeString(
                policy,
                "{\"blueprints\": {\"props.items[]\": {\"array\": \"keyed\", \"key\": [\"id\"]},"
                        + " \"metadata\": \"local\"}}");
        told.clear();
        assertThat(merge("games/" + LAMP, base, local, remote)).isZero();
        assertThat(merged()).isEqualTo(local.replace("{\"id\": 2, \"n\": 1}", "{\"id\": 2, \"n\": 7.0}, {\"id\": 3}"));
        assertThat(merge("games/" + LAMP, base, local.replace("5", "6"), local)).isEqualTo(MergeDriver.CONFLICTS);
        assertThat(told).last().asString().contains("props.items[id=1].n: ");
        assertThat(merge("games/" + LAMP, "{\"name\": 1}", "{\"name\": 2}", "{\"name\": 3}"))
                .as("no side owns anything between two branches")
                .isEqualTo(MergeDriver.CONFLICTS);

        Files.writeString(policy, "{\n  \"props\": 1\n}");
        told.clear();
        assertThat(merge("games/" + LAMP, base, local, remote)).isEqualTo(MergeDriver.CONFLICTS);
        assertThat(told.get(0))
                .contains("merged with the default policy, since .lobby/sync-policy.json line 2 column 3: ");
    }

    @Test
    void rowsInTwoOrdersAreNoConflictSinceTheirOrderMeansNothing() throws IOException {
        String a = row("a", "\"n\": 1");
        String b = row("b", "\"n\": 1");
        String c = row("c", "\"n\": 1");
        assertThat(merge("world.json", world(a, b, c), world(b, a, c), world(a, c, b)))
                .isZero();
        assertThat(merged()).isEqualTo(world(b, a, c));
        assertThat(told).singleElement().asString().contains("kept our order of entities");
    }

    @Test
    void aFileThatBothAddedIsMergedMemberByMember() throws IOException {
        assertThat(merge(LAMP, "", BASE, BASE.replace("red", "blue"))).isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged()).isEqualTo(BASE.replace("    \"color\": \"red\",\n", """
                        <<<<<<< ours
                            "color": "red",
                        ||||||| base
                        =======
                            "color": "blue",
                        >>>>>>> theirs
                        """));
        assertThat(merge(LAMP, "", BASE, BASE.replace("\n", "\r\n"))).isZero();
        assertThat(merged()).isEqualTo(BASE);

        assertThat(merge("x.json", "", "{ \"a\": 1, \"b\": 1 }\n", "{ \"a\": 1, \"b\": 2 }\n"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged())
                .as("there was nothing, not even what both agree on")
                .isEqualTo("""
                <<<<<<< ours
                { "a": 1, "b": 1 }
                ||||||| base
                =======
                { "a": 1, "b": 2 }
                >>>>>>> theirs
                """);
    }

    @Test
    void whatIsNoValidJsonIsMergedByLinesAndSaysSo() throws IOException {
        assertThat(merge(
                        LAMP,
                        BASE + "// x\n",
                        BASE.replace("red", "blue") + "// x\n",
                        BASE.replace("1.0", "2") + "// x\n"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged()).contains("<<<<<<< ours\n", "||||||| base\n", ">>>>>>> theirs\n");
        assertThat(told.get(0)).startsWith(LAMP + ": merged line by line, because base is not valid JSON in line 12 (");

        told.clear();
        String twice = world(row("a", "\"n\": 1"), row("a", "\"n\": 2"));
        assertThat(merge("world.json", twice, twice.replace("2,", "3,"), twice)).isZero();
        assertThat(merged()).isEqualTo(twice.replace("2,", "3,"));
        assertThat(told)
                .containsExactly(
                        "world.json: merged line by line, because base cannot be merged by meaning: two rows of"
                                + " entities have the id a");
    }

    @Test
    void otherFilesAreMergedByLines() throws IOException {
        assertThat(merge("notes.txt", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")).isZero();
        assertThat(merged()).isEqualTo("A\nb\nC\n");
        assertThat(merge("notes.txt", "a\n", "=======\n", "c\n", "8", "%S", "HEAD"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged()).isEqualTo("<<<<<<<< HEAD\n=======\n|||||||| base\na\n========\nc\n>>>>>>>> theirs\n");
        assertThat(merge("x.bin", new byte[] {0, 1}, new byte[] {0, 2}, new byte[] {0, 3}))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(Files.readAllBytes(worktree.resolve("A"))).containsExactly(0, 2);
        assertThat(merge("tsconfig.json", "{\"a\":1,\"b\":1}", "{\"a\":2,\"b\":1}", "{\"a\":1,\"b\":2}"))
                .isZero();
        assertThat(merged()).isEqualTo("{\"a\":2,\"b\":2}");
    }

    @Test
    void linesThatLookLikeMarkersStayAndMarkersStandBehindAByteOrderMark() throws IOException {
        String head = "<<<<<<< local\n||||||| base\n";
        assertThat(merge("notes.txt", head + "=======\n", head + "x\n", head + "y\n", "9"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged())
                .isEqualTo(head + "<<<<<<<<< ours\nx\n||||||||| base\n=======\n=========\ny\n>>>>>>>>> theirs\n");
        assertThat(merge("notes.txt", "\uFEFFa\r\nb", "\uFEFFc\r\nb", "\uFEFFd\r\nb"))
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merged())
                .isEqualTo("\uFEFF<<<<<<< ours\r\nc\r\n||||||| base\r\na\r\n=======\r\nd\r\n>>>>>>> theirs\r\nb");
    }

    @Test
    void whatCannotBeDoneFailsAboveWhatGitTakesForConflicts() throws IOException {
        assertThat(MergeDriver.run(worktree, List.of("O", "A", "B"), told::add)).isEqualTo(MergeDriver.FAILED);
        assertThat(told).singleElement().asString().startsWith("usage: ");
        assertThat(MergeDriver.run(worktree, List.of("O", "A", "B", LAMP), told::add))
                .isEqualTo(MergeDriver.FAILED);
        assertThat(told.get(1)).startsWith(LAMP + " cannot be merged by meaning: ");
    }

    @Test
    void aResultThatCannotBeWrittenChangesNothingAndSaysSo() throws IOException {
        Files.createDirectories(worktree.resolve("A.merged/inside"));
        String local = BASE.replace("red", "blue");
        assertThat(merge(LAMP, BASE, local, BASE.replace("1.0", "2.0"))).isEqualTo(MergeDriver.FAILED);
        assertThat(merged()).isEqualTo(local);
        assertThat(told.get(0))
                .startsWith(
                        LAMP + ": the result cannot be written to " + worktree.resolve("A") + ", which is as it was (");
    }

    @Test
    void theDeepestDocumentsMergeOrAreMarkedAndDeeperOnesAreMergedByLines() throws IOException {
        String open = "{\"a\":".repeat(Json.MAX_DEPTH);
        String close = ",\"b\":0}".repeat(Json.MAX_DEPTH);
        String remote = open + "1" + close.replaceFirst("0", "7");
        assertThat(merge("x.json", open + "1" + close, open + "2" + close, remote))
                .as(told.toString())
                .isZero();
        assertThat(merged()).isEqualTo(open + "2" + close.replaceFirst("0", "7"));
        assertThat(merge("x.json", open + "1" + close, open + "2" + close, open + "3" + close))
                .as(told.toString())
                .isEqualTo(MergeDriver.CONFLICTS);
        assertThat(merge("x.json", open + "1" + close, open + "2\n" + close, open + "\n\n1" + close))
                .isZero();
        told.clear();

        String base = "[\n" + open + "1\n\n" + close + "\n]";
        assertThat(merge("x.json", base, base.replace("1", "2"), base.replace("\n]", "\n\n]")))
                .isZero();
        assertThat(merged()).isEqualTo(base.replace("1", "2").replace("\n]", "\n\n]"));
        assertThat(told)
                .singleElement()
                .asString()
                .contains("x.json: merged line by line, because base is too deep or too long (Document nesting depth");
    }
}
