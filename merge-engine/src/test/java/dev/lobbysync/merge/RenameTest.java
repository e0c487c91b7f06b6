package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lobbysync.merge.Explanation.Side;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a rename does to a set, and what it does not. */
final class RenameTest {
    private final LetterSets letters = new LetterSets();

    @Test
    void twoNewNamesForOneFileAreAConflictAboutTheNameOnly() {
        ScriptSetResult result = merge("lib/wave:abcd", "lib/tide:Xbcd", "lib/swell:abcY", Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(MergeConflict::path, MergeConflict::kind, MergeConflict::rule)
                .containsExactly(
                        tuple(MergePath.of("lib/swell"), MergeConflict.Kind.BOTH_CHANGED, "renamed-differently"));
        // Both edits are in it; what is left to choose is the name.
        assertThat(text(result.conflictTexts().get("lib/swell"))).isEqualTo("XbcY");
        assertThat(result.files().keySet()).containsExactly("lib/swell");
        assertThat(result.newTexts()).containsKey(result.files().get("lib/swell"));
    }

    @Test
    void twoNewNamesAndOneLineInDisputeAreBothShown() {
        ScriptSetResult result = merge("a:abcd", "b:aXcd", "c:aYcd", Ownership.SHARED);

        assertThat(result.conflicts()).extracting(MergeConflict::rule).containsExactly("renamed-differently");
        assertThat(text(result.conflictTexts().get("b"))).contains("<<<<<<< local");
        assertThat(result.files()).isEqualTo(set("b:aXcd"));
    }

    @Test
    void theOwnerOfTheScriptsNamesTheFile() {
        assertThat(merge("a:abcd", "b:Xbcd", "c:abcY", Ownership.LOCAL)).satisfies(result -> {
            assertThat(result.files()).isEqualTo(set("b:XbcY"));
            assertThat(result.explanations())
                    .extracting(Explanation::won, Explanation::rule)
                    .contains(tuple(Side.LOCAL, "local-policy"));
        });
        assertThat(merge("a:abcd", "b:abcd", "c:abcd", Ownership.RUNTIME).files())
                .isEqualTo(set("c:abcd"));
        assertThat(merge("a:abcd", "b:aXcd", "c:aYcd", Ownership.RUNTIME).files())
                .isEqualTo(set("c:aYcd"));
    }

    @Test
    void aRenameAgainstADeletionIsAConflictUnderEveryPolicy() {
        for (Ownership ownership : Ownership.values()) {
            assertThat(merge("a:abcd", "b:abcd", "", ownership).conflicts())
                    .extracting(c -> c.path().toString(), MergeConflict::kind, MergeConflict::rule)
                    .containsExactly(tuple("b", MergeConflict.Kind.REMOTE_DELETED, "rename-against-delete"));
            assertThat(merge("a:abcd", "", "b:Xbcd", ownership).conflicts())
                    .extracting(c -> c.path().toString(), MergeConflict::kind, MergeConflict::rule)
                    .containsExactly(tuple("b", MergeConflict.Kind.LOCAL_DELETED, "rename-against-delete"));
        }
    }

    /** Seen again beside the merged set, which lacks a, the copy would be a renamed: so it is asked about at once. */
    @Test
    void aCopyOfWhatTheOtherSideDeletedIsAskedAbout() {
        ScriptSetResult result = merge("a:abcd", "a:abcd b:abcd", "", Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(c -> c.path().toString(), MergeConflict::kind, MergeConflict::rule)
                .containsExactly(tuple("b", MergeConflict.Kind.REMOTE_DELETED, "rename-unclear"));
        assertThat(result.files()).isEqualTo(set("b:abcd"));
    }

    /** Seen again beside the merged set, c is more like e than a is: then both names of e are asked about. */
    @Test
    void whatWasWrittenUnderTheOldNameIsInTheConflictsAsWell() {
        ScriptSetResult result = merge("e:pabcdefp", "e:XYZp", "a:pabcdefp c:pQdefp", Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(c -> c.path().toString(), MergeConflict::kind, MergeConflict::rule)
                .containsExactly(
                        tuple("a", MergeConflict.Kind.LOCAL_DELETED, "rename-unclear"),
                        tuple("e", MergeConflict.Kind.REMOTE_DELETED, "rename-unclear"));
        assertThat(result.conflicts().get(1).local().textValue())
                .isEqualTo(set("e:XYZp").get("e"));
        assertThat(result.files()).isEqualTo(set("c:pQdefp e:XYZp"));
    }

    @Test
    void aPlaceThatTheOtherSideGaveToAnotherFileIsNoneToFollowTo() {
        ScriptSetResult result = merge("a:abcd", "b:abcd", "a:abcY b:stuv", Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(c -> c.path().toString(), MergeConflict::kind)
                .containsExactly(
                        tuple("a", MergeConflict.Kind.LOCAL_DELETED), tuple("b", MergeConflict.Kind.BOTH_ADDED));
    }

    @Test
    void ofTwoGoodMatchesTheOneOfTheSameNameIsTaken() {
        Map<String, String> base = set("old/a:abcd old/b:stuv");

        assertThat(moves(base, set("new/a:Xbcd new/c:Xbcd"))).isEqualTo(Map.of("old/a", "new/a"));
        assertThat(moves(base, set("new/d:Xbcd new/c:Xbcd"))).isEmpty();
        assertThat(moves(base, set("new/d:Xbcd new/c:XbcY new/b:Xtuv")))
                .isEqualTo(Map.of("old/a", "new/d", "old/b", "new/b"));
    }

    private Map<String, String> moves(Map<String, String> base, Map<String, String> side) {
        return ScriptMoves.of(base, side, Map.of(), letters);
    }

    @Test
    void aRenameIsExplainedOnce() {
        assertThat(merge("a:abcd", "b:Xbcd", "a:abcY", Ownership.SHARED).explanations())
                .extracting(e -> e.path().toString(), Explanation::won, Explanation::rule)
                .containsExactly(tuple("b", Side.LOCAL, "renamed"), tuple("b", Side.BOTH, "line-merge"));
        assertThat(merge("a:abcd", "b:Xbcd", "b:abcY", Ownership.SHARED).explanations())
                .extracting(e -> e.path().toString(), Explanation::won, Explanation::rule)
                .containsExactly(tuple("b", Side.BOTH, "renamed"), tuple("b", Side.BOTH, "line-merge"));
    }

    @Test
    void lineEndsDoNotMakeAnotherFile() {
        Likeness one = new Likeness("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        assertThat(one.to(new Likeness("two\r\none\r\n".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Likeness.EQUAL);
    }

    @Test
    void aLongLineIsComparedInPieces() {
        String line = IntStream.range(0, 400).mapToObj(i -> "f" + i + "();").collect(Collectors.joining());
        Likeness one = new Likeness(line.getBytes(StandardCharsets.UTF_8));
        Likeness another = new Likeness((line + "more()").getBytes(StandardCharsets.UTF_8));
        assertThat(one.to(another)).isBetween(9_000, Likeness.EQUAL);
        assertThat(one.to(new Likeness(new byte[0]))).isZero();
    }

    @Test
    void manyFilesAreComparedByContentOnly() {
        Map<String, String> base = new TreeMap<>();
        Map<String, String> local = new TreeMap<>();
        for (int i = 0; i < 101; i++) {
            base.put("old/" + i, "" + i);
            local.put("new/" + i, "x" + i);
        }
        base.put("one", "same");
        local.put("two", "same");

        ScriptSetResult result = ScriptSetMerge.merge(
                base,
                local,
                Map.of(),
                hash -> {
                    throw new AssertionError("read " + hash);
                },
                Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(c -> c.path().toString(), MergeConflict::rule)
                .containsExactly(tuple("two", "rename-against-delete"));
    }

    @Test
    void whatHappenedIsToldInWords() {
        assertThat(merge("a:abcd", "b:abcd", "c:abcd", Ownership.SHARED).conflicts())
                .extracting(MergeConflict::sentence)
                .containsExactly("b: both sides renamed it, to different names");
        assertThat(merge("a:abcd", "b:abcd", "", Ownership.SHARED).conflicts())
                .extracting(MergeConflict::sentence)
                .containsExactly("b: the world deleted what the files renamed");
        assertThat(merge("a:abcd", "", "b:abcd", Ownership.SHARED).conflicts())
                .extracting(MergeConflict::sentence)
                .containsExactly("b: the files deleted what the world renamed");
        assertThat(merge("a:abcd", "a:abcd b:abcd", "", Ownership.SHARED).conflicts())
                .extracting(MergeConflict::sentence)
                .containsExactly("b: it may be a file that one side removed, under another name, or a new one");
        assertThat(merge("a:abcd", "b:abcd", "b:abcd", Ownership.SHARED).explanations())
                .extracting(Explanation::sentence)
                .containsExactly("b: both, since both sides moved it here");
    }

    private ScriptSetResult merge(String base, String local, String remote, Ownership ownership) {
        return letters.merge(base, local, remote, ownership);
    }

    private Map<String, String> set(String files) {
        return letters.set(files);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\n", "");
    }
}
