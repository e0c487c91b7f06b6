package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A line merge that breaks a script is found out; here a script is whole if its braces match. */
final class SyntaxTest {
    private static final String BASE = "if (a) {\none()\ntwo()\nthree()\n}\nend()\n";
    /** No condition any more. */
    private static final String LOCAL = "start()\none()\ntwo()\nthree()\nend()\n";
    /** Two cases of the condition. */
    private static final String REMOTE = "if (a) {\none()\n} else {\ntwo()\nthree()\n}\nend()\n";

    private final Map<String, byte[]> store = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void aMergeThatLeavesNoScriptIsAConflict() {
        ScriptSetResult result = merge(BASE, LOCAL, REMOTE, Ownership.SHARED);

        assertThat(result.conflicts())
                .extracting(MergeConflict::path, MergeConflict::kind, MergeConflict::rule)
                .containsExactly(tuple(MergePath.of("x.js"), MergeConflict.Kind.INVALID, "unparsable"));
        assertThat(result.conflicts().get(0).sentence()).contains("cannot be parsed");
        assertThat(result.files()).isEqualTo(set(LOCAL));
        assertThat(result.newTexts()).isEmpty();
        // Nobody can take the broken text for a resolution: all of it is one conflict.
        assertThat(text(result.conflictTexts().get("x.js")))
                .isEqualTo("<<<<<<< local\n" + LOCAL.replace("end()\n", "") + "||||||| base\n"
                        + BASE.replace("end()\n", "") + "=======\n" + REMOTE.replace("end()\n", "")
                        + ">>>>>>> remote\nend()\n");
    }

    @Test
    void withoutAJudgeLinesAreAllThatCounts() {
        assertThat(ScriptSetMerge.merge(
                                set(BASE),
                                set(LOCAL),
                                set(REMOTE),
                                hash -> Optional.ofNullable(store.get(hash)),
                                Ownership.SHARED)
                        .clean())
                .isTrue();
    }

    @Test
    void theOwnerWinsWhatCannotBeParsed() {
        assertThat(merge(BASE, LOCAL, REMOTE, Ownership.RUNTIME)).satisfies(result -> {
            assertThat(result.files()).isEqualTo(set(REMOTE));
            assertThat(result.explanations()).extracting(Explanation::rule).containsExactly("remote-policy");
        });
    }

    @Test
    void aGoodMergeIsLookedAtOnce() {
        ScriptSetResult result = merge(BASE, "// local\n" + BASE, BASE + "// remote\n", Ownership.SHARED);

        assertThat(result.explanations()).extracting(Explanation::rule).containsExactly("line-merge");
        assertThat(asked).containsExactly("x.js");
    }

    @Test
    void whatCouldNotBeParsedBeforeIsMergedByLinesAndThatIsSaid() {
        ScriptSetResult result = merge(BASE, "{\n" + LOCAL, REMOTE, Ownership.SHARED);

        assertThat(result.clean()).isTrue();
        assertThat(result.explanations()).singleElement().satisfies(explanation -> {
            assertThat(explanation.rule()).isEqualTo("line-merge-unparsed");
            assertThat(explanation.sentence()).contains("cannot be parsed");
        });
    }

    @Test
    void whatOneSideAloneDidIsNobodysBusiness() {
        assertThat(merge(BASE, "}\n" + BASE, BASE, Ownership.SHARED).clean()).isTrue();
        assertThat(asked).isEmpty();
    }

    private ScriptSetResult merge(String base, String local, String remote, Ownership ownership) {
        return ScriptSetMerge.merge(
                set(base),
                set(local),
                set(remote),
                hash -> Optional.ofNullable(store.get(hash)),
                ScriptSetMerge.Options.of(ownership).with(this::complaint));
    }

    private Optional<String> complaint(String path, byte[] script) {
        asked.add(path);
        int open = 0;
        for (byte b : script) {
            open += b == '{' ? 1 : b == '}' ? -1 : 0;
            if (open < 0) {
                return Optional.of("a brace too many");
            }
        }
        return open == 0 ? Optional.empty() : Optional.of("a brace is missing");
    }

    private Map<String, String> set(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        store.put(Sha256.hex(bytes), bytes);
        return Map.of("x.js", Sha256.hex(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
