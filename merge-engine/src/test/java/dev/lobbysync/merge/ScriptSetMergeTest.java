package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lobbysync.merge.Explanation.Side;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a set: added, changed, removed and moved by either side. */
final class ScriptSetMergeTest {
    private final LetterSets letters = new LetterSets();

    /** Each row: base, local, remote, merged. */
    @ParameterizedTest
    @CsvSource({
        "a:abc,             a:abc,             a:abc,             a:abc",
        // added
        "a:abc,             a:abc b:x,         a:abc c:y,         a:abc b:x c:y",
        "a:abc,             a:abc b:x,         a:abc b:x,         a:abc b:x",
        "'',                a:abc,             b:x,               a:abc b:x",
        // changed
        "a:abc b:x,         a:Xbc b:x,         a:abc b:y,         a:Xbc b:y",
        "a:abc,             a:Xbc,             a:abY,             a:XbY",
        "a:abc,             a:Xbc,             a:XbY,             a:XbY",
        // removed
        "a:abc b:x,         a:abc,             a:abY b:x,         a:abY",
        "a:abc b:x,         a:abc,             a:abc,             a:abc",
        "a:abc,             '',                a:abc,             ''",
        // moved: the other side's edit goes along
        "a:abc,             b:abc,             a:abY,             b:abY",
        "a:abc,             a:abY,             b:abc,             b:abY",
        "a:abc,             b:abc,             a:abc,             b:abc",
        "a:abc,             b:abc,             b:abc,             b:abc",
        "a:abc c:xyz,       b:abc c:xyz,       a:Xbc d:xyz,       b:Xbc d:xyz",
        "a:abc,             b:abc,             b:abY,             b:abY",
        // moved and changed
        "a:abcd,            b:Xbcd,            a:abcY,            b:XbcY",
        "a:abcd,            b:Xbcd,            b:abcY,            b:XbcY",
        "a:abcd,            b:Xbcd c:xyz,      a:abcY,            b:XbcY c:xyz",
        // the better match
        "a:abcdefgh,        b:abcdefXX c:abcdXXXX, a:Ybcdefgh,    b:YbcdefXX c:abcdXXXX",
        // a swap is two edits
        "a:x b:y,           a:y b:x,           a:x b:y,           a:y b:x",
    })
    void filesAreMergedOneByOne(String base, String local, String remote, String merged) {
        ScriptSetResult result = merge(base, local, remote, Ownership.SHARED);

        assertThat(result.conflicts()).isEmpty();
        assertThat(result.files()).isEqualTo(set(merged));
        result.newTexts().forEach((hash, bytes) -> assertThat(Sha256.hex(bytes)).isEqualTo(hash));
        result.files().values().forEach(hash -> assertThat(
                        letters.bytes(hash).isPresent() || result.newTexts().containsKey(hash))
                .isTrue());
    }

    /** Each row: base, local, remote, path, kind, and what the set holds meanwhile. */
    @ParameterizedTest
    @CsvSource({
        "a:abc b:x, a:aXc b:x, a:aYc b:y, a, BOTH_CHANGED, a:aXc b:y",
        "b:x, a:X b:x, a:Y b:x, a, BOTH_ADDED, a:X b:x",
        "a:abc, '', a:aYc, a, LOCAL_DELETED, ''",
        "a:abc, a:aXc, '', a, REMOTE_DELETED, a:aXc",
        "a:abc, b:abc c:abc, a:aYc, a, LOCAL_DELETED, b:abc c:abc",
        // less than half of it is left
        "a:abcde, b:aXXXX, a:abcdY, a, LOCAL_DELETED, b:aXXXX",
    })
    void aFileThatCannotBeMergedConflictsAlone(
            String base, String local, String remote, String path, MergeConflict.Kind kind, String meanwhile) {
        ScriptSetResult result = merge(base, local, remote, Ownership.SHARED);

        assertThat(result.clean()).isFalse();
        assertThat(result.conflicts())
                .extracting(MergeConflict::path, MergeConflict::kind)
                .containsExactly(tuple(MergePath.of(path), kind));
        assertThat(result.conflicts().get(0).local().asText(null))
                .isEqualTo(set(local).get(path));
        assertThat(result.conflicts().get(0).remote().asText(null))
                .isEqualTo(set(remote).get(path));
        assertThat(result.files()).isEqualTo(set(meanwhile));
        assertThat(result.conflictTexts()).hasSize(kind.isDeletion() ? 0 : 1);
    }

    @Test
    void theTextOfAConflictHasMarkers() {
        ScriptSetResult result = merge("a:abc", "a:aXc", "a:aYc", Ownership.SHARED);

        assertThat(result.conflictTexts().get("a"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a\n<<<<<<< local\nX\n||||||| base\nb\n=======\nY\n>>>>>>> remote\nc\n");
    }

    @Test
    void theOwnerWinsTheWholeFileAndTheLoserIsReported() {
        assertThat(merge("a:abc", "a:aXc", "a:aYc", Ownership.RUNTIME)).satisfies(result -> {
            assertThat(result.files()).isEqualTo(set("a:aYc"));
            assertThat(result.explanations())
                    .extracting(
                            Explanation::won, Explanation::rule, e -> e.lost().textValue())
                    .containsExactly(
                            tuple(Side.REMOTE, "remote-policy", set("a:aXc").get("a")));
        });
        assertThat(merge("a:abc", "a:aXc", "a:aYc", Ownership.LOCAL).files()).isEqualTo(set("a:aXc"));
        assertThat(merge("a:abc", "a:Xbc", "a:abY", Ownership.LOCAL).files()).isEqualTo(set("a:XbY"));
        assertThat(merge("a:abc", "a:aXc", "", Ownership.RUNTIME).conflicts())
                .extracting(MergeConflict::kind)
                .containsExactly(MergeConflict.Kind.REMOTE_DELETED);
    }

    @Test
    void aMoveIsExplained() {
        assertThat(merge("a:abc", "b:abc", "a:abY", Ownership.SHARED).explanations())
                .extracting(e -> e.path().toString(), Explanation::won, Explanation::rule)
                .containsExactly(tuple("b", Side.LOCAL, "renamed"), tuple("b", Side.REMOTE, "only-remote-changed"));
    }

    @Test
    void aContentThatIsNotToBeHadIsNotGuessed() {
        Map<String, String> base = set("a:abc");
        Map<String, String> local = set("a:Xbc");
        Map<String, String> remote = set("a:abY");
        letters.lose(base.get("a"));

        ScriptSetResult result = ScriptSetMerge.merge(base, local, remote, letters, Ownership.SHARED);

        assertThat(result.conflicts()).extracting(MergeConflict::kind).containsExactly(MergeConflict.Kind.BOTH_CHANGED);
        assertThat(result.conflictTexts()).isEmpty();
    }

    @Test
    void onlyWhatBothChangedIsRead() {
        ScriptSetResult result = ScriptSetMerge.merge(
                Map.of("a", "1", "b", "2"),
                Map.of("a", "3", "b", "2"),
                Map.of("a", "1"),
                hash -> {
                    throw new AssertionError("read " + hash);
                },
                Ownership.SHARED);

        assertThat(result.files()).isEqualTo(Map.of("a", "3"));
    }

    @Test
    void theSidesAreInterchangeable() {
        String[] sets = {"", "a:abc", "a:abY", "a:Xbc", "a:aZc", "b:abc", "a:abc b:abc", "a:abc b:x", "b:x", "a:x b:abc"
        };
        for (String base : sets) {
            for (String local : sets) {
                for (String remote : sets) {
                    ScriptSetResult result = merge(base, local, remote, Ownership.SHARED);
                    ScriptSetResult swapped = merge(base, remote, local, Ownership.SHARED);
                    assertThat(swapped.conflicts().stream()
                                    .map(c -> c.path() + " " + c.kind().swapped()))
                            .as("%s / %s / %s", base, local, remote)
                            .containsExactlyElementsOf(result.conflicts().stream()
                                    .map(c -> c.path() + " " + c.kind())
                                    .toList());
                    if (result.clean()) {
                        assertThat(swapped.files()).isEqualTo(result.files());
                        letters.keep(result.newTexts());
                        assertThat(ScriptSetMerge.merge(
                                                set(base), result.files(), set(remote), letters, Ownership.SHARED)
                                        .files())
                                .as("merging %s / %s / %s again", base, local, remote)
                                .isEqualTo(result.files());
                    }
                }
            }
        }
    }

    private ScriptSetResult merge(String base, String local, String remote, Ownership ownership) {
        return letters.merge(base, local, remote, ownership);
    }

    private Map<String, String> set(String files) {
        return letters.set(files);
    }
}
