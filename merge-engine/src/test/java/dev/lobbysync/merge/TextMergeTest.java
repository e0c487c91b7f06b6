package dev.lobbysync.merge;

import static dev.lobbysync.merge.TextMergeResult.Change.BOTH;
import static dev.lobbysync.merge.TextMergeResult.Change.CONFLICT;
import static dev.lobbysync.merge.TextMergeResult.Change.LOCAL;
import static dev.lobbysync.merge.TextMergeResult.Change.REMOTE;
import static dev.lobbysync.merge.TextMergeResult.Change.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.merge.TextMergeResult.Lines;
import dev.lobbysync.merge.TextMergeResult.Region;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Texts are written with one letter per line: {@code abc} is three lines. In results {@code <}, {@code |}, {@code =} and
 * {@code >} are the four marker lines.
 */
final class TextMergeTest {

    /** Each row: base, local, remote, merged. */
    @ParameterizedTest
    @CsvSource({
        "abc, abc, abc, abc",
        "abcde, Abcde, abcdE, AbcdE",
        "abcde, acde, abcdef, acdef",
        "abcde, Xabcde, abcdeY, XabcdeY",
        "abc, aXc, aXc, aXc",
        "abcdefg, abXdefg, abcdYfg, abXdYfg",
        "abc, '', abc, ''",
        "'', abc, '', abc",
        "abcdefg, bcdefg, abcdef, bcdef",
        "aXbXc, aXbXcXd, XbXc, XbXcXd",
        "abc, aXYc, aXYc, aXYc",
    })
    void changesApartAreCombined(String base, String local, String remote, String merged) {
        TextMergeResult result = TextMerge.merge(lines(base), lines(local), lines(remote));

        assertThat(letters(result)).isEqualTo(merged);
        assertThat(result.conflicts()).isZero();
    }

    /** Each row: base, local, remote, merged with its markers. */
    @ParameterizedTest
    @CsvSource({
        "abc, aXc, aYc, a<X|b=Y>c",
        "abcd, aXcd, abYd, a<Xc|bc=bY>d",
        "abcd, abYd, aXcd, a<bY|bc=Xc>d",
        "ab, aXb, aYb, a<X|=Y>b",
        "ab, aXb, aXYb, aX<|=Y>b",
        "abcd, aXYZd, aXWZd, aX<Y|bc=W>Zd",
        "abc, aXc, aXXc, aX<|b=X>c",
        "ab, aXb, aB, a<Xb|b=B>",
        "abcd, acd, abXd, a<c|bc=bX>d",
        "abc, ac, aXc, a<|b=X>c",
        "abc, abcX, abcY, abc<X|=Y>",
        "'', X, Y, <X|=Y>",
        "abcdefgh, XbcdefgX, YbcdefgY, <X|a=Y>bcdefg<X|h=Y>",
        "abcdefgh, XbcdeFgh, YbcdefGh, <X|a=Y>bcde<Fg|fg=fG>h",
        "abcdefgh, XbcdEfgh, YbcdefgH, <X|a=Y>bcdEfgH",
    })
    void changesThatOverlapOrTouchConflict(String base, String local, String remote, String merged) {
        TextMergeResult result = TextMerge.merge(lines(base), lines(local), lines(remote));

        assertThat(letters(result)).isEqualTo(merged);
        assertThat(result.conflicts())
                .isEqualTo((int) merged.chars().filter(c -> c == '<').count());
        assertThat(result.atomic()).isFalse();
    }

    /**
     * Which of two equal lines did remote delete? If it was the one beside local's insertion, the changes touch. A diff of
     * the merged text answers otherwise than a diff of remote's, so that a replay would find a conflict, or worse, none.
     */
    @Test
    void changesAmongRepeatedLinesConflictUnlessTheResultCanBeMergedAgain() {
        TextMergeResult result = TextMerge.merge(lines("ccd"), lines("bccd"), lines("cd"));

        assertThat(letters(result)).isEqualTo("<bc|c=>cd");
        assertThat(result.conflicts()).isOne();
    }

    /** Line ends are written N (line feed), R (carriage return and line feed), none at the very end. */
    @ParameterizedTest
    @CsvSource({
        // nobody changed the text: ends merge by themselves, line by line
        "aNbNcN, aRbRcR, aNbNcNdN, aRbRcRdN",
        "aRbRcR, aNbNcN, aRbRcR, aNbNcN",
        "aNbNcNdN, aRbNcNdN, aNbNcNdR, aRbNcNdR",
        // each side's own lines keep the ends that their author wrote
        "aNbNcNdNeN, XRbRcRdReR, aNbNcNdNYN, XRbRcRdRYN",
        "aRbRcRdReR, XRbRcRdReR, aNbNcNdNYN, XRbNcNdNYN",
        // an end is no text: no conflict where only ends differ
        "aNbNcN, aNXRcN, aNXNcN, aNXRcN",
        "aNbN, aRbN, aNb, aRb",
        // the end of the last line
        "aNb, aNbN, XNb, XNbN",
        "aNb, aNbNc, aNbN, aNbNc",
        "aNbNc, aNbNX, YNbNc, YNbNX",
        "aNbNcN, aNbNc, aNbNcR, aNbNcR",
        "aNb, aNbN, aNbR, aNbN",
        "aNbN, XRb, aNbNcN, XRbNcN",
    })
    void lineEndsAreMergedApartFromTheText(String base, String local, String remote, String merged) {
        TextMergeResult result = TextMerge.merge(ended(base), ended(local), ended(remote));

        assertThat(result.merged()).isEqualTo(ended(merged));
        assertThat(result.clean()).isTrue();
    }

    @Test
    void markersAreDiff3AndEndLikeLocalsLines() {
        TextMergeResult result = TextMerge.merge(utf8("a\r\nb"), utf8("a\r\nX"), utf8("a\r\nY"));

        assertThat(result.merged())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a\r\n<<<<<<< local\r\nX\r\n||||||| base\r\nb\r\n=======\r\nY\r\n>>>>>>> remote\r\n");
    }

    @Test
    void regionsShowTheThreeTextsSideBySide() {
        TextMergeResult result =
                TextMerge.merge(utf8("a\nb\nc\nd\ne\n"), utf8("A\nb\nc\nX\nP\ne\n"), utf8("a\nb\nc\nX\nQ\nR\ne"));

        assertThat(result.regions())
                .containsExactly(
                        new Region(
                                LOCAL,
                                new Lines(1, List.of("a")),
                                new Lines(1, List.of("A")),
                                new Lines(1, List.of("a")),
                                List.of("A")),
                        new Region(
                                UNCHANGED,
                                new Lines(2, List.of("b", "c")),
                                new Lines(2, List.of("b", "c")),
                                new Lines(2, List.of("b", "c")),
                                List.of("b", "c")),
                        new Region(
                                BOTH,
                                new Lines(4, List.of()),
                                new Lines(4, List.of("X")),
                                new Lines(4, List.of("X")),
                                List.of("X")),
                        new Region(
                                CONFLICT,
                                new Lines(4, List.of("d")),
                                new Lines(5, List.of("P")),
                                new Lines(5, List.of("Q", "R")),
                                List.of()),
                        new Region(
                                UNCHANGED,
                                new Lines(5, List.of("e")),
                                new Lines(6, List.of("e")),
                                new Lines(7, List.of("e")),
                                List.of("e")));
    }

    @Test
    void regionsTellWhatOneSideAloneDid() {
        assertThat(TextMerge.merge(utf8("a\n"), utf8("a\n"), utf8("a\nb\n")).regions())
                .extracting(Region::change)
                .containsExactly(UNCHANGED, REMOTE);
        assertThat(TextMerge.merge(utf8("a\n"), utf8("a\n\0"), utf8("a\nb\n")).regions())
                .isEmpty();
    }

    @Test
    void aOneSidedChangeIsCopiedByteForByte() {
        byte[] odd = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', '\r', '\r', '\n', 'b', '\n', (byte) 0xC3};
        byte[] base = utf8("a\n");

        assertThat(TextMerge.merge(base, odd, base).merged()).isEqualTo(odd);
        assertThat(TextMerge.merge(base, base, odd).merged()).isEqualTo(odd);
        assertThat(TextMerge.merge(base, odd, odd).merged()).isEqualTo(odd);
    }

    @Test
    void aByteOrderMarkIsMergedByItself() {
        assertThat(TextMerge.merge(utf8("\uFEFFa\nb\nc\n"), utf8("\uFEFFX\nb\nc\n"), utf8("\uFEFFa\nb\nY\n"))
                        .merged())
                .isEqualTo(utf8("\uFEFFX\nb\nY\n"));
        assertThat(TextMerge.merge(utf8("a\nb\nc\n"), utf8("\uFEFFa\nb\nc\n"), utf8("a\nb\nY\n"))
                        .merged())
                .isEqualTo(utf8("\uFEFFa\nb\nY\n"));
        assertThat(TextMerge.merge(utf8("\uFEFFa\nb\nc\n"), utf8("\uFEFFX\nb\nc\n"), utf8("a\nb\nc\n"))
                        .merged())
                .isEqualTo(utf8("X\nb\nc\n"));
    }

    @Test
    void aLoneCarriageReturnIsText() {
        assertThat(TextMerge.merge(utf8("a\rb\nc\nd\n"), utf8("a\rb\nc\nX\n"), utf8("a\rY\nc\nd\n"))
                        .merged())
                .isEqualTo(utf8("a\rY\nc\nX\n"));
    }

    @Test
    void binaryAndInvalidUtf8AreAtomic() {
        byte[] base = utf8("a\nb\nc\n");
        byte[] local = utf8("X\nb\nc\n");
        for (byte[] odd : new byte[][] {utf8("a\nb\n\0"), {'a', '\n', (byte) 0xFF}}) {
            assertThat(TextMerge.merge(base, local, odd)).satisfies(result -> {
                assertThat(result.atomic()).isTrue();
                assertThat(result.conflicts()).isOne();
                assertThat(result.merged()).isEqualTo(local);
            });
            assertThat(TextMerge.merge(odd, local, base).atomic()).isTrue();
            assertThat(TextMerge.merge(base, odd, local).merged()).isEqualTo(odd);
        }
    }

    @Test
    void theResultKeepsItsBytesToItself() {
        byte[] local = utf8("X\n");
        TextMergeResult result = TextMerge.merge(utf8("a\n"), local, utf8("a\n"));
        local[0] = 'Y';
        result.merged()[0] = 'Z';

        assertThat(result.merged()).isEqualTo(utf8("X\n"));
        assertThat(result).hasToString("TextMergeResult[2 bytes, 0 conflicts]");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lines(String letters) {
        return utf8(letters.chars().mapToObj(c -> (char) c + "\n").collect(Collectors.joining()));
    }

    private static byte[] ended(String letters) {
        return utf8(letters.replace("N", "\n").replace("R", "\r\n"));
    }

    private static String letters(TextMergeResult result) {
        return new String(result.merged(), StandardCharsets.UTF_8)
                .replace("<<<<<<< local", "<")
                .replace("||||||| base", "|")
                .replace("=======", "=")
                .replace(">>>>>>> remote", ">")
                .replace("\n", "");
    }
}
