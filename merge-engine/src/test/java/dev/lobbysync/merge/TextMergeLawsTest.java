package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;
import org.junit.jupiter.api.Test;

/**
 * The laws of ENGINE 2 for texts: small alphabets, so that lines repeat and a diff has a choice. {@code -Dmerge.seed} and
 * {@code -Dmerge.cases} as in {@link Law}.
 */
final class TextMergeLawsTest {
    private static final long SEED = Long.getLong("merge.seed", 1);
    private static final int CASES = Integer.getInteger("merge.cases", 6_000);

    private record Texts(byte[] base, byte[] local, byte[] remote) {
        @Override
        public String toString() {
            return show(base) + " / " + show(local) + " / " + show(remote);
        }
    }

    @Test
    void whatOneSideAloneDidIsCopied() {
        holds(t -> {
            assertThat(TextMerge.merge(t.base(), t.base(), t.remote()).merged()).isEqualTo(t.remote());
            assertThat(TextMerge.merge(t.base(), t.local(), t.base()).merged()).isEqualTo(t.local());
            assertThat(TextMerge.merge(t.base(), t.local(), t.local()).merged()).isEqualTo(t.local());
        });
    }

    @Test
    void swappingTheSidesSwapsTheConflictsAndNothingElse() {
        holds(t -> {
            TextMergeResult result = TextMerge.merge(t.base(), t.local(), t.remote());
            TextMergeResult swapped = TextMerge.merge(t.base(), t.remote(), t.local());

            assertThat(swapped.conflicts()).isEqualTo(result.conflicts());
            if (result.clean()) {
                assertThat(letters(swapped.merged())).isEqualTo(letters(result.merged()));
            }
        });
    }

    @Test
    void mergingACleanResultAgainChangesNothing() {
        holds(t -> {
            TextMergeResult result = TextMerge.merge(t.base(), t.local(), t.remote());
            if (result.clean()) {
                byte[] merged = result.merged();
                assertThat(TextMerge.merge(t.base(), merged, t.remote()).merged())
                        .isEqualTo(merged);
                assertThat(TextMerge.merge(t.base(), t.local(), merged).merged())
                        .isEqualTo(merged);
            }
        });
    }

    @Test
    void whatIsCleanHereIsCleanInGitAndTheSame() {
        holds(t -> {
            Texts alike = new Texts(lineFeeds(t.base()), lineFeeds(t.local()), lineFeeds(t.remote()));
            TextMergeResult result = TextMerge.merge(alike.base(), alike.local(), alike.remote());
            // jgit has a special case for empty texts.
            boolean special = alike.base().length * alike.local().length * alike.remote().length == 0;
            if (result.clean() && !special) {
                assertThat(show(byGit(alike))).isEqualTo(show(result.merged()));
            }
        });
    }

    private static byte[] byGit(Texts t) {
        MergeResult<RawText> merge = new MergeAlgorithm()
                .merge(
                        RawTextComparator.DEFAULT,
                        new RawText(t.base()),
                        new RawText(t.local()),
                        new RawText(t.remote()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new MergeFormatter().formatMerge(out, merge, List.of("base", "local", "remote"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void holds(Consumer<Texts> law) {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            Texts texts = texts(new Random(seed));
            try {
                law.accept(texts);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("the law fails for seed " + seed + ": " + texts, e);
            }
        }
    }

    private static Texts texts(Random random) {
        List<String> base = new ArrayList<>();
        int alphabet = 2 + random.nextInt(12);
        for (int lines = random.nextInt(12); lines > 0; lines--) {
            base.add(line(random, alphabet));
        }
        return new Texts(bytes(base), bytes(edited(base, random, alphabet)), bytes(edited(base, random, alphabet)));
    }

    private static List<String> edited(List<String> base, Random random, int alphabet) {
        List<String> lines = new ArrayList<>(base);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(lines.size() + 1);
            int kind = random.nextInt(4);
            if (kind == 0 || at == lines.size()) {
                lines.add(at, line(random, alphabet));
            } else if (kind == 1) {
                lines.remove(at);
            } else if (kind == 2) {
                lines.set(at, line(random, alphabet));
            } else {
                lines.replaceAll(random.nextBoolean() ? line -> line.replace("\r", "") : line -> line);
            }
        }
        if (!lines.isEmpty() && random.nextInt(6) == 0) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1).strip());
        }
        return lines;
    }

    private static String line(Random random, int alphabet) {
        return (char) ('a' + random.nextInt(alphabet)) + (random.nextInt(5) == 0 ? "\r\n" : "\n");
    }

    private static byte[] bytes(List<String> lines) {
        return lines.stream().collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lineFeeds(byte[] text) {
        String lines = letters(text).chars().mapToObj(c -> (char) c + "\n").collect(Collectors.joining());
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    private static String letters(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replaceAll("[\r\n]", "");
    }

    private static String show(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replace("\r", "R").replace("\n", "N");
    }
}
