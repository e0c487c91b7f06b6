package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.merge.TextMergeResult.Change;
import dev.lobbysync.merge.TextMergeResult.Region;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;
import org.junit.jupiter.api.Test;

/** The laws of ENGINE 2 for texts. */
final class TextMergeLawsTest {
    private static final SeededLaw<Texts> REPETITIVE = new SeededLaw<>(6_000, Texts::repetitive, Texts::smaller);
    private static final SeededLaw<Texts> SCRIPTS = new SeededLaw<>(4_000, Texts::script, Texts::smaller);

    @Test
    void whatOneSideAloneDidIsCopied() {
        REPETITIVE.holds(t -> {
            byte[] base = t.baseBytes();
            assertThat(TextMerge.merge(base, base, t.remoteBytes()).merged()).isEqualTo(t.remoteBytes());
            assertThat(TextMerge.merge(base, t.localBytes(), base).merged()).isEqualTo(t.localBytes());
            assertThat(TextMerge.merge(base, t.localBytes(), t.localBytes()).merged())
                    .isEqualTo(t.localBytes());
        });
    }

    @Test
    void swappingTheSidesSwapsTheConflictsAndNothingElse() {
        REPETITIVE.holds(TextMergeLawsTest::swaps);
        SCRIPTS.holds(TextMergeLawsTest::swaps);
    }

    private static void swaps(Texts t) {
        TextMergeResult result = t.merge();
        TextMergeResult swapped = t.swapped().merge();
        assertThat(swapped.conflicts()).isEqualTo(result.conflicts());
        assertThat(swapped.regions())
                .isEqualTo(result.regions().stream()
                        .map(TextMergeLawsTest::swapped)
                        .toList());
        if (result.clean()) {
            assertThat(letters(swapped.merged())).isEqualTo(letters(result.merged()));
        }
    }

    private static Region swapped(Region region) {
        Change change =
                switch (region.change()) {
                    case LOCAL -> Change.REMOTE;
                    case REMOTE -> Change.LOCAL;
                    default -> region.change();
                };
        return new Region(change, region.base(), region.remote(), region.local(), region.merged());
    }

    @Test
    void mergingACleanResultAgainChangesNothing() {
        REPETITIVE.holds(TextMergeLawsTest::lasts);
        SCRIPTS.holds(TextMergeLawsTest::lasts);
    }

    private static void lasts(Texts t) {
        TextMergeResult result = t.merge();
        if (result.clean()) {
            byte[] merged = result.merged();
            assertThat(TextMerge.merge(t.baseBytes(), merged, t.remoteBytes()).merged())
                    .isEqualTo(merged);
            assertThat(TextMerge.merge(t.baseBytes(), t.localBytes(), merged).merged())
                    .isEqualTo(merged);
        }
    }

    @Test
    void whatIsProvedToLastDoes() {
        REPETITIVE.holds(TextMergeLawsTest::isProvedRightly);
        SCRIPTS.holds(TextMergeLawsTest::isProvedRightly);
    }

    private static void isProvedRightly(Texts t) {
        TextLines base = new TextLines(t.baseBytes());
        TextLines local = new TextLines(t.localBytes());
        TextLines remote = new TextLines(t.remoteBytes());
        LineMerge merge = LineMerge.byDiff(base, local, remote, TextMerge.Imports.ORDERED);
        TextMergeResult result = merge.result();
        if (result.clean() && merge.isProvablySettled()) {
            assertThat(TextMerge.isSettled(base, local, remote, result.bytes(), TextMerge.Imports.ORDERED))
                    .isTrue();
        }
    }

    @Test
    void mostScriptsNeedNoTry() {
        int clean = 0;
        int proved = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            Texts t = Texts.script(new Random(seed));
            LineMerge merge = LineMerge.byDiff(
                    new TextLines(t.baseBytes()),
                    new TextLines(t.localBytes()),
                    new TextLines(t.remoteBytes()),
                    TextMerge.Imports.ORDERED);
            if (merge.result().clean()) {
                clean++;
                proved += merge.isProvablySettled() ? 1 : 0;
            }
        }
        assertThat(proved).isGreaterThan(clean / 2);
    }

    @Test
    void changesApartFromEachOtherAreBothMade() {
        new SeededLaw<>(3_000, Apart::of, Apart::smaller).holds(apart -> {
            TextMergeResult result = apart.texts().merge();
            assertThat(result.clean()).isTrue();
            assertThat(show(result.merged())).isEqualTo(show(Texts.bytes(apart.both())));
        });
    }

    /** Edits of either side to a text of different lines, with a kept line between any two. */
    private record Apart(List<Integer> edits) {

        static Apart of(Random random) {
            List<Integer> edits = new ArrayList<>();
            for (int n = random.nextInt(12); n > 0; n--) {
                edits.add(random.nextInt(6));
            }
            return new Apart(edits);
        }

        Texts texts() {
            return new Texts(version(edit -> false), version(edit -> edit % 2 == 0), version(edit -> edit % 2 == 1));
        }

        List<String> both() {
            return version(edit -> true);
        }

        private List<String> version(Function<Integer, Boolean> made) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < edits.size(); i++) {
                int edit = edits.get(i);
                lines.add("kept " + i + "\n");
                if (!made.apply(edit)) {
                    if (edit / 2 > 0) {
                        lines.add("old " + i + "\n");
                    }
                } else if (edit / 2 < 2) {
                    lines.add("new " + i + "\n");
                }
            }
            lines.add("end\n");
            return lines;
        }

        List<Apart> smaller() {
            List<Apart> smaller = new ArrayList<>();
            for (int i = 0; i < edits.size(); i++) {
                List<Integer> rest = new ArrayList<>(edits);
                rest.remove(i);
                smaller.add(new Apart(rest));
            }
            return smaller;
        }
    }

    @Test
    void nothingIsInventedAndNothingLost() {
        REPETITIVE.holds(TextMergeLawsTest::keepsEverything);
        SCRIPTS.holds(TextMergeLawsTest::keepsEverything);
    }

    /** The regions account for every line of the three texts, and for every line of a clean result. */
    private static void keepsEverything(Texts t) {
        TextMergeResult result = t.merge();
        List<Region> regions = result.regions();
        assertThat(all(regions, region -> region.base().text())).isEqualTo(letters(t.baseBytes()));
        assertThat(all(regions, region -> region.local().text())).isEqualTo(letters(t.localBytes()));
        assertThat(all(regions, region -> region.remote().text())).isEqualTo(letters(t.remoteBytes()));
        int line = 1;
        for (Region region : regions) {
            assertThat(region.local().first()).isEqualTo(line);
            line += region.local().text().size();
            assertThat(region.merged())
                    .isEqualTo(
                            switch (region.change()) {
                                case UNCHANGED -> region.base().text();
                                case LOCAL, BOTH -> region.local().text();
                                case REMOTE -> region.remote().text();
                                case COMBINED, CONFLICT -> List.of();
                            });
        }
        if (result.clean()) {
            assertThat(all(regions, Region::merged)).isEqualTo(letters(result.merged()));
        } else {
            assertThat(regions)
                    .filteredOn(region -> region.change() == Change.CONFLICT)
                    .hasSize(result.conflicts());
            regions.stream()
                    .filter(region -> region.change() == Change.CONFLICT)
                    .forEach(TextMergeLawsTest::isTrimmed);
        }
    }

    private static void isTrimmed(Region conflict) {
        List<String> local = conflict.local().text();
        List<String> remote = conflict.remote().text();
        if (!local.isEmpty() && !remote.isEmpty()) {
            assertThat(local.get(0)).isNotEqualTo(remote.get(0));
            assertThat(local.get(local.size() - 1)).isNotEqualTo(remote.get(remote.size() - 1));
        }
    }

    private static String all(List<Region> regions, Function<Region, List<String>> lines) {
        return regions.stream().flatMap(region -> lines.apply(region).stream()).collect(Collectors.joining());
    }

    @Test
    void anyBytesAreMergedTheSameWayEachTime() {
        new SeededLaw<>(
                        3_000,
                        random -> List.of(noise(random), noise(random), noise(random)),
                        (List<byte[]> noise) -> List.<List<byte[]>>of())
                .holds(noise -> {
                    TextMergeResult once = TextMerge.merge(noise.get(0), noise.get(1), noise.get(2));
                    TextMergeResult again = TextMerge.merge(noise.get(0), noise.get(1), noise.get(2));
                    assertThat(again.merged()).isEqualTo(once.merged());
                    assertThat(again.regions()).isEqualTo(once.regions());
                });
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(12)];
        byte[] letters = {'a', '\n', '\r', 0, (byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 0xC3, (byte) 0xA4};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = letters[random.nextInt(random.nextInt(4) == 0 ? letters.length : 3)];
        }
        return bytes;
    }

    @Test
    void importsOfBothSidesAreTakenWhicheverSideComesFirst() {
        new SeededLaw<>(4_000, TextMergeLawsTest::imports, Texts::smaller).holds(t -> {
            byte[] base = t.baseBytes();
            TextMergeResult result = TextMerge.merge(base, t.localBytes(), t.remoteBytes(), TextMerge.Imports.UNION);
            TextMergeResult swapped = TextMerge.merge(base, t.remoteBytes(), t.localBytes(), TextMerge.Imports.UNION);
            assertThat(swapped.conflicts()).isEqualTo(result.conflicts());
            if (result.clean()) {
                byte[] merged = result.merged();
                assertThat(show(swapped.merged())).isEqualTo(show(merged));
                assertThat(show(TextMerge.merge(base, merged, t.remoteBytes(), TextMerge.Imports.UNION)
                                .merged()))
                        .isEqualTo(show(merged));
                assertThat(show(TextMerge.merge(base, t.localBytes(), merged, TextMerge.Imports.UNION)
                                .merged()))
                        .isEqualTo(show(merged));
                Set<String> lines = new HashSet<>(List.of(show(merged).split("N")));
                assertThat(t.local().stream()
                                .filter(line -> !t.base().contains(line))
                                .map(String::strip))
                        .allMatch(lines::contains);
                assertThat(t.remote().stream()
                                .filter(line -> !t.base().contains(line))
                                .map(String::strip))
                        .allMatch(lines::contains);
            }
        });
    }

    private static Texts imports(Random random) {
        List<String> base = new ArrayList<>(List.of("import { z } from './z'\n", "\n", "run()\n"));
        return new Texts(base, withImports(base, random), withImports(base, random));
    }

    private static List<String> withImports(List<String> base, Random random) {
        List<String> lines = new ArrayList<>(base);
        int at = random.nextInt(2);
        for (int n = random.nextInt(4); n > 0; n--) {
            String name = "" + (char) ('a' + random.nextInt(6));
            lines.add(
                    at, random.nextInt(12) == 0 ? "import './" + name + "'\n" : "import { " + name + " } from './x'\n");
        }
        return lines;
    }

    @Test
    void whatIsCleanHereIsCleanInGitAndTheSame() {
        REPETITIVE.holds(TextMergeLawsTest::isAsInGit);
        SCRIPTS.holds(TextMergeLawsTest::isAsInGit);
    }

    private static void isAsInGit(Texts t) {
        byte[] base = lineFeeds(t.baseBytes());
        byte[] local = lineFeeds(t.localBytes());
        byte[] remote = lineFeeds(t.remoteBytes());
        TextMergeResult result = TextMerge.merge(base, local, remote);
        // jgit has a special case for empty texts.
        boolean special = base.length == 0 || local.length == 0 || remote.length == 0;
        if (result.clean() && !special) {
            assertThat(show(byGit(base, local, remote))).isEqualTo(show(result.merged()));
        }
    }

    private static byte[] byGit(byte[] base, byte[] local, byte[] remote) {
        MergeResult<RawText> merge = new MergeAlgorithm()
                .merge(RawTextComparator.DEFAULT, new RawText(base), new RawText(local), new RawText(remote));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new MergeFormatter().formatMerge(out, merge, List.of("base", "local", "remote"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] lineFeeds(byte[] text) {
        String lines = new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.strip() + "\n")
                .collect(Collectors.joining());
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    private static String letters(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replaceAll("[\r\n]", "");
    }

    private static String show(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replace("\r", "R").replace("\n", "N");
    }
}
