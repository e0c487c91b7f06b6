package dev.lobbysync.merge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three versions of a text, line by line; each line has its end. Small alphabets make a diff choose. */
record Texts(List<String> base, List<String> local, List<String> remote) {

    Texts {
        base = List.copyOf(base);
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    byte[] baseBytes() {
        return bytes(base);
    }

    byte[] localBytes() {
        return bytes(local);
    }

    byte[] remoteBytes() {
        return bytes(remote);
    }

    TextMergeResult merge() {
        return TextMerge.merge(baseBytes(), localBytes(), remoteBytes());
    }

    Texts swapped() {
        return new Texts(base, remote, local);
    }

    static byte[] bytes(List<String> lines) {
        return String.join("", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Lines that repeat, ends that differ, now and then a last line without one. */
    static Texts repetitive(Random random) {
        int alphabet = 2 + random.nextInt(12);
        boolean mixed = random.nextInt(3) == 0;
        List<String> base = new ArrayList<>();
        for (int lines = random.nextInt(12); lines > 0; lines--) {
            base.add(letter(random, alphabet, mixed));
        }
        return new Texts(base, edited(base, random, alphabet, mixed), edited(base, random, alphabet, mixed));
    }

    /**
     * Like a script: most lines occur once, and blank lines and braces between them many times. Some have other line ends,
     * some do not end in one.
     */
    static Texts script(Random random) {
        List<String> base = new ArrayList<>();
        int lines = 5 + random.nextInt(60);
        for (int i = 0; i < lines; i++) {
            base.add(statement(random, "b" + i));
        }
        Texts script = new Texts(base, rewritten(base, random, "l"), rewritten(base, random, "r"));
        return switch (random.nextInt(4)) {
            case 0 -> script.each(text -> text.stream().map(line -> line.replace("\n", "\r\n")));
            case 1 -> script.each(text -> random.nextInt(3) == 0 ? text.stream() : withoutLastEnd(text));
            default -> script;
        };
    }

    private Texts each(Function<List<String>, Stream<String>> change) {
        return new Texts(
                change.apply(base).toList(),
                change.apply(local).toList(),
                change.apply(remote).toList());
    }

    private static Stream<String> withoutLastEnd(List<String> text) {
        int last = text.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(i -> i == last ? text.get(i).stripTrailing() : text.get(i));
    }

    private static String statement(Random random, String name) {
        return switch (random.nextInt(5)) {
            case 0 -> "\n";
            case 1 -> "  }\n";
            default -> "  const " + name + " = " + random.nextInt(3) + "\n";
        };
    }

    private static List<String> rewritten(List<String> base, Random random, String mark) {
        List<String> lines = new ArrayList<>(base);
        for (int edits = random.nextInt(5); edits > 0; edits--) {
            int at = random.nextInt(lines.size() + 1);
            for (int removed = random.nextInt(3); removed > 0 && at < lines.size(); removed--) {
                lines.remove(at);
            }
            for (int added = random.nextInt(4); added > 0; added--) {
                lines.add(at, statement(random, mark + edits + "_" + added));
            }
        }
        return lines;
    }

    private static List<String> edited(List<String> base, Random random, int alphabet, boolean mixed) {
        List<String> lines = new ArrayList<>(base);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(lines.size() + 1);
            int kind = random.nextInt(mixed ? 4 : 3);
            if (kind == 0 || at == lines.size()) {
                lines.add(at, letter(random, alphabet, mixed));
            } else if (kind == 1) {
                lines.remove(at);
            } else if (kind == 2) {
                lines.set(at, letter(random, alphabet, mixed));
            } else {
                lines.replaceAll(random.nextBoolean() ? line -> line.replace("\r", "") : line -> line);
            }
        }
        if (mixed && !lines.isEmpty() && random.nextInt(3) == 0) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1).strip());
        }
        return lines;
    }

    private static String letter(Random random, int alphabet, boolean mixed) {
        return (char) ('a' + random.nextInt(alphabet)) + (mixed && random.nextInt(3) == 0 ? "\r\n" : "\n");
    }

    /** One line less somewhere, or in all versions at once. */
    List<Texts> smaller() {
        List<Texts> smaller = new ArrayList<>();
        for (String line : base) {
            smaller.add(new Texts(without(base, line), without(local, line), without(remote, line)));
        }
        without(base).forEach(lines -> smaller.add(new Texts(lines, local, remote)));
        without(local).forEach(lines -> smaller.add(new Texts(base, lines, remote)));
        without(remote).forEach(lines -> smaller.add(new Texts(base, local, lines)));
        smaller.removeIf(this::equals);
        return smaller;
    }

    private static List<List<String>> without(List<String> lines) {
        List<List<String>> shorter = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> rest = new ArrayList<>(lines);
            rest.remove(i);
            shorter.add(rest);
        }
        return shorter;
    }

    private static List<String> without(List<String> lines, String line) {
        List<String> rest = new ArrayList<>(lines);
        rest.remove(line);
        return rest;
    }

    @Override
    public String toString() {
        return "base   " + base + "\nlocal  " + local + "\nremote " + remote;
    }
}
