package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code resolve --edit} and {@code --tool}, with shell scripts in place of a person's editor and merge tool. */
class ByHandTest extends CliRig {
    private static final String ARTIFACT = """
            {"formatVersion":1,"id":"c1","status":"open","createdAt":"2026-03-02T08:00:00Z","objectType":"blueprint",
             "kind":"blueprint","objectId":"Lamp","localHash":"l","remoteHash":"r",
             "merged":{"id":"Lamp","name":"Lantern","desc":null,"props":{"color":"teal","a.b":1},"scriptFiles":{"index.js":"x"}},
             "unresolvedFields":[
              {"path":"name","base":"Lamp","local":"Lantern","remote":"Light"},
              {"path":"props.color","local":"teal","remote":"crimson"}],
             "base":{"name":"Lamp"},"local":{"name":"Lantern","props":{"color":"teal"}},
             "remote":{"name":"Light","props":{"color":"crimson"}},"daemon":{}}
            """;

    @TempDir
    private Path tools;

    private Path lobby;

    @BeforeEach
    void anOpenConflict() throws IOException {
        lobby = project.resolve(".lobby");
        Files.createDirectories(lobby.resolve("conflicts"));
        write(ARTIFACT);
        environment.put("TERM", "xterm");
    }

    private void write(String artifact) throws IOException {
        Files.writeString(lobby.resolve("conflicts/c1.json"), artifact);
    }

    /** The document without conflicts, but with one in a script. */
    private Path withScript() throws IOException {
        ObjectNode document = (ObjectNode) Json.parse(ARTIFACT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        document.putArray("unresolvedFields")
                .addObject()
                .put("path", "scriptFiles/lib/a.js")
                .put("base", "b")
                .put("local", "l")
                .put("remote", "r");
        ObjectNode daemon = (ObjectNode) document.get("daemon");
        daemon.putObject("fields");
        daemon.putObject("scripts").putObject("lib/a.js");
        write(document.toString());
        Path beside = Files.createDirectories(lobby.resolve("conflicts/c1/lib"));
        Files.writeString(beside.resolve("a.js.base"), "base\n");
        Files.writeString(beside.resolve("a.js.local"), "local\n");
        Files.writeString(beside.resolve("a.js.remote"), "remote\n");
        return Files.writeString(
                beside.resolve("a.js.merged"),
                "<<<<<<< local\nlocal\n||||||| base\nbase\n=======\nremote\n>>>>>>> remote\n");
    }

    /** An editor that does to the file, {@code $1}, what the script says. */
    private void editor(String script) throws IOException {
        Path program = Files.writeString(tools.resolve("my editor"), "#!/bin/sh\nset -e\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        environment.put("EDITOR", "'" + program + "'");
    }

    private void tool(String name, String command, Boolean trusted) throws Exception {
        try (Git git = Git.init().setDirectory(project.toFile()).call()) {
            StoredConfig config = git.getRepository().getConfig();
            config.setString("merge", null, "tool", name);
            if (!command.isEmpty()) {
                config.setString("mergetool", name, "cmd", command);
            }
            config.setBoolean("mergetool", name, "trustExitCode", trusted);
            config.save();
        }
    }

    /** Puts one side in place of each marked object. */
    private static String take(String side) {
        return """
                awk '/^\\/\\// { next }
                  /^ *"[^"]*": \\{$/ { if (held != "") print held; held = $0; next }
                  held != "" && /"<<<<<<< local"/ { marked = 1 }
                  marked && /[<|>]+ SIDE":/ { value = $0; sub(/^[^:]*: */, "", value); sub(/,$/, "", value) }
                  marked && /^ *\\},?$/ { sub(/\\{$/, "", held); print held value (/,$/ ? "," : ""); held = ""; marked = 0; next }
                  marked { next }
                  { if (held != "") { print held; held = "" } print }' "$1" >"$1.taken"
                mv "$1.taken" "$1"
                """.replace("SIDE", side);
    }

    @Test
    void theEditorGetsTheMergedDocumentWithTheThreeValuesWhereTheSidesCollide() throws IOException {
        editor("cp \"$1\" '" + tools + "/seen'\n" + take("remote"));

        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(0);

        assertThat(tools.resolve("seen"))
                .content()
                .contains("""
                {
                  "name": {
                    "<<<<<<< local": "Lantern",
                    "||||||| base": "Lamp",
                    ">>>>>>> remote": "Light"
                  },
                  "desc": null,
                  "props": {
                    "color": {
                      "<<<<<<< local": "teal",
                      ">>>>>>> remote": "crimson"
                    },
                    "a.b": 1
                  }
                }
                """)
                .startsWith("// Conflict c1 on [\"blueprint Lamp\"], ");
        assertThat(actions.asked)
                .containsExactly("resolve [c1] merged"
                        + " {\"name\":\"Light\",\"desc\":null,\"props\":{\"color\":\"crimson\",\"a.b\":1}}");
        assertThat(lobby.resolve("conflicts/c1")).doesNotExist();
    }

    @Test
    void oneFieldIsEditedByItself() throws IOException {
        editor("grep -q Lantern \"$1\" && exit 9\n" + take("local"));
        assertThat(gamedev("sync", "resolve", "c1", "--field", "props.color", "--edit"))
                .isEqualTo(0);
        assertThat(actions.asked).containsExactly("resolve [c1] merged props.color \"teal\"");
    }

    @Test
    void whatIsNotDecidedOrNoJsonIsRefusedAndKept() throws IOException {
        editor("sed -i 's/\"a.b\": 1/\"a.b\": 2/' \"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("not decided yet: name, props.color").contains("document.jsonc");
        assertThat(actions.asked).isEmpty();

        editor("grep -q '\"a.b\": 2' \"$1\" && sed -i 's/\"a.b\": 2/\"a.b\": 2,,/' \"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("no valid JSON (line ");
        assertThat(lobby.resolve("conflicts/c1/document.jsonc")).content().contains("2,,");
    }

    @Test
    void whatWasWrittenForAnEarlierStateOfTheConflictIsSetAside() throws IOException {
        editor("echo mine >>\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        write(ARTIFACT.replace("\"localHash\":\"l\"", "\"localHash\":\"later\""));
        editor("grep -q mine \"$1\" && exit 9\n" + take("local"));
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(0);
        assertThat(lobby.resolve("conflicts/c1/document.jsonc.old-1")).content().contains("mine");
    }

    @Test
    void aPersonMayEditAgainUntilItIsRight() throws IOException {
        editor("test -e '" + tools + "/second' && { " + take("remote") + "\nexit 0; }\ntouch '" + tools
                + "/second'; echo '{' >>\"$1\"");
        person = true;
        typed = "y\n";
        // The second run meets what the first one broke.
        editor("if test -e '" + tools + "/second'; then sed -i '$d' \"$1\"\n" + take("remote") + "else touch '" + tools
                + "/second'; echo '{' >>\"$1\"; fi");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
        assertThat(out).contains("Edit it again? Y/n");
        assertThat(actions.asked).hasSize(1);
    }

    @Test
    void anEmptyDocumentGivesUp() throws IOException {
        editor(": >\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("nothing was resolved");
        assertThat(lobby.resolve("conflicts/c1/document.jsonc")).doesNotExist();
    }

    @Test
    void anEditorThatFailsResolvesNothing() throws IOException {
        editor("exit 3");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("ended with 3");
        assertThat(actions.asked).isEmpty();
    }

    @Test
    void withoutAnEditorAndATerminalItIsUsage() {
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(64);
        assertThat(err).contains("set EDITOR");
    }

    @Test
    void aScriptIsEditedInPlaceUntilNoMarkerIsLeft() throws IOException {
        Path merged = withScript();
        editor("sed -i 1d \"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("a.js.merged: it still holds conflict markers (line 2)");
        editor("printf 'mine\\n' >\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(0);
        assertThat(gamedev("sync", "resolve", "c1", "--field", "lib/a.js", "--edit"))
                .isEqualTo(0);
        assertThat(merged).hasContent("mine");
        assertThat(actions.asked).containsExactly("resolve [c1] merged", "resolve [c1] merged scriptFiles/lib/a.js");
    }

    @Test
    void aScriptThatCannotBeParsedThoughBothSidesCanIsRefusedOrEditedAgain() throws Exception {
        Path merged = withScript();
        editor("printf 'ok\\nlet a =\\n' >\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("though both sides can: Unexpected token (3:0)", "--field lib/a.js --use merged");
        tool("mine", "echo '}' >\"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(err).contains("though both sides can: Unexpected token (1:0)");
        assertThat(actions.asked).isEmpty();

        person = true;
        typed = "y\n";
        Files.writeString(merged, "x\n");
        editor("if grep -q '^let' \"$1\"; then echo 'let a = 1' >\"$1\"; else echo 'let a =' >\"$1\"; fi");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
        assertThat(out).contains("Edit it again? Y/n");
        assertThat(merged).hasContent("let a = 1");
        assertThat(actions.asked).containsExactly("resolve [c1] merged");
    }

    @Test
    void aScriptOfWhichNotEvenTheSidesCanBeParsedIsNotJudged() throws Exception {
        Path merged = withScript();
        Files.writeString(merged.resolveSibling("a.js.remote"), "}\n");
        editor("echo '}' >\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
    }

    @Test
    void thatTheOrderOfAListIsDecidedByTheDocumentStandsAboveIt() throws IOException {
        String order = ARTIFACT.replace(
                        "{\"path\":\"name\",\"base\":\"Lamp\",\"local\":\"Lantern\",\"remote\":\"Light\"}",
                        "{\"path\":\"props.items\",\"base\":[1,2,3],\"local\":[2,1,3],\"remote\":[1,3,2]}")
                .replace("\"a.b\":1", "\"items\":[2,1,3]")
                .replace("\"daemon\":{}", "\"daemon\":{\"fields\":{\"props.items\":{\"order\":true}}}");
        write(order);
        editor("cp \"$1\" '" + tools + "/seen'\n" + take("remote"));
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
        assertThat(tools.resolve("seen"))
                .content()
                .contains("// Both sides put the elements of [\"props.items\"] in another order; they stand in that of"
                        + " local. Move them as you like: the order that you leave counts.\n");
        assertThat(actions.asked).singleElement().asString().contains("\"items\":[2,1,3]");
    }

    @Test
    void theMergeToolGetsTheVersionsOfAScriptAndItsResultIsTaken() throws Exception {
        Path merged = withScript();
        tool("mine", "grep -q '<<<<<<<' \"$MERGED\" && cat \"$BASE\" \"$LOCAL\" \"$REMOTE\" >\"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).as(err).isEqualTo(0);
        assertThat(merged).hasContent("base\nlocal\nremote");
        assertThat(actions.asked).containsExactly("resolve [c1] merged");
    }

    @Test
    void theMergeToolSeesOfADocumentOnlyWhatCollides() throws Exception {
        tool(
                "mine",
                "diff \"$LOCAL\" \"$REMOTE\" >'" + tools
                        + "/diff'; case $MERGED in *.json) cp \"$REMOTE\" \"$MERGED\";; esac",
                false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).as(err).isEqualTo(0);
        assertThat(Files.readAllLines(tools.resolve("diff")))
                .filteredOn(line -> line.startsWith(">"))
                .hasSize(2);
        assertThat(actions.asked)
                .singleElement()
                .asString()
                .contains("\"Light\"")
                .contains("\"crimson\"");
    }

    @Test
    void aTrustedExitCodeDecides() throws Exception {
        withScript();
        tool("mine", "printf 'mine\\n' >\"$MERGED\"; exit 1", true);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(err).contains("mine did not merge lib/a.js");
        assertThat(actions.asked).isEmpty();
    }

    @Test
    void withoutTrustAnUnchangedFileIsAskedAbout() throws Exception {
        Path merged = withScript();
        Files.writeString(merged, "by_hand()\n");
        tool("mine", "exit 0", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        person = true;
        typed = "y\n";
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(0);
        assertThat(out).contains("Was the merge successful? y/N");
    }

    @Test
    void aResultWithMarkersIsKeptAndNotTaken() throws Exception {
        Path merged = withScript();
        tool("mine", "sed -i 1d \"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(err).contains("conflict markers (line 2)");
        assertThat(merged).content().startsWith("local\n");
        assertThat(actions.asked).isEmpty();
    }

    @Test
    void aToolThatIsUnknownOrMissingIsToldWithTheRemedy() throws Exception {
        withScript();
        tool("mine", "", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(64);
        assertThat(err).contains("git config mergetool.mine.cmd");
        tool("mine", "no-such-program-here \"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(err).contains("cannot be run");
    }

    @Test
    void aDeletionCannotBeMergedByHand() throws IOException {
        editor("exit 0");
        write(ARTIFACT.replace("\"path\":\"name\"", "\"path\":\"$object\""));
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("--use local|remote");
        assertThat(List.of(err.split("\n"))).hasSize(1);
    }

    @Test
    void whatWasBegunForOneFieldIsNeverTakenForTheWholeDocument() throws IOException {
        write(ARTIFACT.replace(
                "{\"path\":\"name\",\"base\":\"Lamp\",\"local\":\"Lantern\",\"remote\":\"Light\"},", ""));
        editor("exit 3");
        assertThat(gamedev("sync", "resolve", "c1", "--field", "props.color", "--edit"))
                .isEqualTo(1);
        editor(take("remote"));
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
        assertThat(actions.asked)
                .containsExactly("resolve [c1] merged"
                        + " {\"name\":\"Lantern\",\"desc\":null,\"props\":{\"color\":\"crimson\",\"a.b\":1}}");
    }

    @Test
    void aDocumentBegunBeforeAFieldWasSettledAnewIsSetAside() throws IOException {
        String settled = ARTIFACT.replace("\"daemon\":{}", "\"daemon\":{\"settled\":{\"name\":{\"use\":\"USE\"}}}");
        write(settled.replace("USE", "remote"));
        editor("exit 3");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        write(settled.replace("USE", "local"));
        editor(take("remote"));
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).as(err).isEqualTo(0);
        assertThat(actions.asked).singleElement().asString().contains("\"name\":\"Lantern\"");
    }

    @Test
    void aScriptThatIsEmptyAfterwardsIsNotTaken() throws Exception {
        Path merged = withScript();
        editor(": >\"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("a.js.merged: it is empty").contains("local|remote");
        Files.writeString(merged, "by hand\n");
        tool("mine", ": >\"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(actions.asked).isEmpty();
        assertThat(merged).hasContent("by hand");
    }

    @Test
    void aToolThatFailsLeavesWhatAPersonWroteBefore() throws Exception {
        Path merged = withScript();
        Files.writeString(merged, "by hand\n");
        tool("mine", "echo garbage >\"$MERGED\"; exit 1", true);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(merged).hasContent("by hand");
        tool("mine", "rm \"$MERGED\"", false);
        assertThat(gamedev("sync", "resolve", "c1", "--tool")).isEqualTo(1);
        assertThat(merged).hasContent("by hand");
        assertThat(err).contains("mine").contains("removed").hasLineCount(1);
        assertThat(actions.asked).isEmpty();
    }

    @Test
    void aScriptThatTheEditorRemovedIsToldSo() throws Exception {
        withScript();
        editor("rm \"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("is gone").hasLineCount(1);
        assertThat(actions.asked).isEmpty();
    }

    @Test
    void aKeyThatStandsThereTwiceIsRefused() throws Exception {
        editor(take("remote") + "sed -i 's/\"desc\": null/\"desc\": 1, \"desc\": 2/' \"$1\"");
        assertThat(gamedev("sync", "resolve", "c1", "--edit")).isEqualTo(1);
        assertThat(err).contains("Duplicate field 'desc'");
        assertThat(actions.asked).isEmpty();
    }
}
