package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a text is taken apart into, whichever way. */
final class TextLinesTest {
    private static final String MARK = "\u00ef\u00bb\u00bf";
    /** Bytes as characters; the last two make a text none. */
    private static final List<String> PIECES =
            List.of("\n", "\r\n", "\r", "a", "ab", "  const b = 1", "\u00c3\u00a4", MARK, "\u00c3", "\0");

    @Test
    void aTextIsTakenApartTheSameWayWhicheverOneItIsSaidToBeLike() {
        new SeededLaw<>(20_000, TextLinesTest::twoTexts, (List<String> texts) -> List.<List<String>>of())
                .holds(texts -> {
                    TextLines like = new TextLines(bytes(texts.get(0)));
                    TextLines plain = new TextLines(bytes(texts.get(1)));
                    TextLines lines = new TextLines(bytes(texts.get(1)), like);
                    assertThat(parts(lines)).isEqualTo(parts(plain));
                    assertThat(LineTexts.diff(like, lines)).isEqualTo(LineTexts.diff(like, plain));
                });
    }

    @Test
    void linesAreFoundAsByReadingByteForByte() {
        new SeededLaw<>(20_000, TextLinesTest::twoTexts, (List<String> texts) -> List.<List<String>>of())
                .holds(texts -> {
                    TextLines lines = new TextLines(bytes(texts.get(1)));
                    String text = texts.get(1);
                    List<String> expected = new ArrayList<>(
                            List.of(text.substring(lines.marked() ? 3 : 0).split("(?<=\n)")));
                    expected.removeIf(String::isEmpty);
                    assertThat(lines.size()).isEqualTo(expected.size());
                    for (int i = 0; i < lines.size(); i++) {
                        assertThat(line(lines, i)).isEqualTo(expected.get(i));
                        assertThat(lines.end(i)).isEqualTo(end(expected.get(i)));
                    }
                    assertThat(lines.marked()).isEqualTo(text.startsWith(MARK));
                    assertThat(lines.isText()).isEqualTo(isText(bytes(text)));
                });
    }

    private static String line(TextLines lines, int line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.writeLines(line, line + 1, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static LineEnd end(String line) {
        return line.endsWith("\r\n") ? LineEnd.CRLF : line.endsWith("\n") ? LineEnd.LF : LineEnd.NONE;
    }

    private static boolean isText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) && !text.contains("\0");
    }

    /** The second is made of the first by a few edits; line ends differ or not. */
    private static List<String> twoTexts(Random random) {
        int pieces = random.nextInt(4) == 0 ? PIECES.size() : PIECES.size() - 2;
        int first = random.nextInt(3);
        List<String> text = new ArrayList<>();
        for (int n = random.nextInt(30); n > 0; n--) {
            text.add(random.nextInt(3) == 0 ? PIECES.get(first % 2) : piece(random, first, pieces));
        }
        List<String> edited = new ArrayList<>(text);
        for (int n = random.nextInt(3); n > 0; n--) {
            if (random.nextBoolean() || edited.isEmpty()) {
                edited.add(random.nextInt(edited.size() + 1), piece(random, first, pieces));
            } else {
                edited.remove(random.nextInt(edited.size()));
            }
        }
        return List.of(String.join("", text), String.join("", edited));
    }

    /** If first is 0 no carriage returns, or hardly any text would have one end only. */
    private static String piece(Random random, int first, int pieces) {
        String piece = PIECES.get(random.nextInt(pieces));
        return first == 0 && piece.contains("\r") ? "\n" : first == 1 && piece.equals("\n") ? "\r\n" : piece;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Object> parts(TextLines lines) {
        List<Object> parts = new ArrayList<>();
        parts.add(lines.marked());
        parts.add(lines.isText());
        parts.add(String.valueOf(lines.onlyEnd()));
        IntStream.range(0, lines.size()).forEach(i -> {
            parts.add(lines.text(i));
            parts.add(lines.end(i));
        });
        return parts;
    }
}
