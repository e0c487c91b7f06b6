package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports that both sides added at one place: two additions, where that is safe and wanted. */
final class ImportsTest {
    private static final String BASE = "import { z } from './z.js'\n\nrun(z)\n";

    @Test
    void bothAreTakenOnlyIfAskedFor() {
        String local = after("import { a } from './a.js'");
        String remote = after("import b from './b.js'");

        assertThat(merge(local, remote, TextMerge.Imports.ORDERED).conflicts()).isOne();
        assertThat(text(merge(local, remote, TextMerge.Imports.UNION)))
                .isEqualTo(after("import b from './b.js'", "import { a } from './a.js'"));
    }

    /** Each row: what local adds, what remote adds, the union; lines are divided by bars. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '&',
            quoteCharacter = '`',
            value = {
                "import a from 'a' & import b from 'b' & import a from 'a'|import b from 'b'",
                "import b from 'b' & import a from 'a' & import a from 'a'|import b from 'b'",
                // one of them by both
                "import a from 'a'|import b from 'b' & import c from 'c'|import a from 'a' & import c from 'c'|import a from 'a'|import b from 'b'",
                // each side's own order stays
                "import c from 'c'|import a from 'a' & import b from 'b' & import b from 'b'|import c from 'c'|import a from 'a'",
                // unless they contradict each other
                "import b from 'b'|import a from 'a' & import a from 'a'|import b from 'b'|import c from 'c' & import a from 'a'|import b from 'b'|import c from 'c'",
                // the many spellings
                "import * as THREE from \"three\"; & import{a as b,c}from'./x.js'; // why & import * as THREE from \"three\";|import{a as b,c}from'./x.js'; // why",
                "import type { T } from './t' & import d, { e } from './d' & import d, { e } from './d'|import type { T } from './t'",
            })
    void whatIsSafeIsCombined(String local, String remote, String union) {
        TextMergeResult result = merge(after(local.split("\\|")), after(remote.split("\\|")), TextMerge.Imports.UNION);

        assertThat(text(result)).isEqualTo(after(union.split("\\|")));
        assertThat(result.clean()).isTrue();
        assertThat(result.regions())
                .filteredOn(region -> region.change() == TextMergeResult.Change.COMBINED)
                .singleElement()
                .satisfies(region -> assertThat(region.merged()).isEqualTo(List.of(union.split("\\|"))));
    }

    /** Each row: what local adds, what remote adds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '&',
            quoteCharacter = '`',
            value = {
                // for its side effects: its place says when it happens
                "import './polyfill.js' & import a from 'a'",
                "import a from 'a' & import 'b'",
                // one name from two modules
                "import { a } from './one.js' & import { a } from './two.js'",
                "import a from 'a' & import { x as a } from 'x'",
                "import a from 'a' & import { x as\ta } from 'x'",
                "import { a } from 'a' & import { a, b } from 'a'",
                "import * as a from 'a' & import a from 'a'",
                // more than imports, or less
                "import a from 'a'|const x = 1 & import b from 'b'",
                "import a from 'a'| & import b from 'b'",
                "import { & import b from 'b'",
                "import a from 'a' & import b from 'b' with { type: 'json' }",
                "import {} from 'a' & import b from 'b'",
            })
    void whatMayGoWrongIsAConflict(String local, String remote) {
        assertThat(merge(after(local.split("\\|", -1)), after(remote.split("\\|", -1)), TextMerge.Imports.UNION)
                        .conflicts())
                .isOne();
    }

    @Test
    void onlyAdditionsAreCombined() {
        String local = BASE.replace("{ z } from './z.js'", "{ y } from './y.js'");
        String remote = BASE.replace("{ z } from './z.js'", "{ x } from './x.js'");

        assertThat(merge(local, remote, TextMerge.Imports.UNION).conflicts()).isOne();
    }

    @Test
    void theOptionReachesTheFilesOfASet() {
        byte[] base = utf8(BASE);
        byte[] local = utf8(after("import a from 'a'"));
        byte[] remote = utf8(after("import b from 'b'"));
        Map<String, byte[]> store = Map.of("b", base, "l", local, "r", remote);
        ScriptSetMerge.Options options =
                ScriptSetMerge.Options.of(Ownership.SHARED).with(TextMerge.Imports.UNION);

        ScriptSetResult result = ScriptSetMerge.merge(
                Map.of("x.js", "b"),
                Map.of("x.js", "l"),
                Map.of("x.js", "r"),
                hash -> Optional.of(store.get(hash)),
                options);

        assertThat(result.clean()).isTrue();
        assertThat(result.newTexts().values()).containsExactly(utf8(after("import a from 'a'", "import b from 'b'")));
    }

    private static TextMergeResult merge(String local, String remote, TextMerge.Imports imports) {
        return TextMerge.merge(utf8(BASE), utf8(local), utf8(remote), imports);
    }

    private static String after(String... lines) {
        return BASE.replace("z.js'\n", "z.js'\n" + String.join("\n", lines) + "\n");
    }

    private static String text(TextMergeResult result) {
        return new String(result.merged(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
