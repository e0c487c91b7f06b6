package dev.lobbysync.daemon.mergedriver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.merge.JsonMerge;
import dev.lobbysync.merge.MergeConflict;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.MergeResult;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold of every merge of a {@code world.json}: some thousand seeded cases, {@code -Ddriver.rounds=N} for more. A
 * failure names its seed and shows the three versions.
 */
class DocumentMergeLawsTest {
    private static final int ROUNDS = Integer.getInteger("driver.rounds", 200);
    private static final Markers MARKERS = new Markers(7, "base", "ours", "theirs");

    private static final Pattern REGION = Pattern.compile(
            "(?s)^<<<<<<< ours\\R(.*?)^\\|{7} base\\R.*?^=======\\R(.*?)^>>>>>>> theirs$", Pattern.MULTILINE);

    private static final MergePolicy POLICY =
            FileShape.of(Path.of("nowhere"), "world.json").policy(SyncPolicy.defaults());

    private final DocumentMerge driver = new DocumentMerge(FileShape.Kind.WORLD, POLICY, Set.of(), MARKERS);

    private Merged merge(String base, String local, String remote) throws IOException {
        return driver.merge(utf8(base), utf8(local), utf8(remote));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Merged merged) {
        return new String(merged.bytes(), StandardCharsets.UTF_8);
    }

    private static JsonNode value(String text) throws IOException {
        return Json.parse(text.replaceFirst("^\uFEFF", ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theTextSaysWhatTheDocumentsMergeTo(long seed) throws IOException {
        Random random = new Random(seed);
        int clean = 0;
        for (int round = 0; round < ROUNDS; round++) {
            JsonStyle style = style(random);
            ObjectNode before = world(random);
            String base = text(style, before, random);
            String local = text(random.nextInt(4) == 0 ? style(random) : style, perturbed(before, random), random);
            String remote = text(random.nextInt(4) == 0 ? style(random) : style, perturbed(before, random), random);
            MergeResult merge = JsonMerge.merge(value(base), value(local), value(remote), POLICY);
            List<MergeConflict> conflicts = merge.conflicts().stream()
                    .filter(conflict -> conflict.kind() != MergeConflict.Kind.ORDER)
                    .toList();
            MergeResult expected = new MergeResult(merge.value(), conflicts, merge.explanations());
            Merged merged = merge(base, local, remote);
            String text = text(merged);
            String what = "seed " + seed + " round " + round + "\n--- base\n" + base + "\n--- local\n" + local
                    + "\n--- remote\n" + remote + "\n--- merged\n" + text;
            assertThat(merged.clean()).as(what).isEqualTo(expected.clean());
            if (merged.clean()) {
                clean++;
                assertThat(JsonEquality.equal(value(text), expected.value()))
                        .as(what)
                        .isTrue();
                assertThat(text(merge(base, text, remote))).as("again: " + what).isEqualTo(text);
                assertThat(JsonEquality.equal(value(text(merge(base, local, text))), expected.value()))
                        .as("again: " + what)
                        .isTrue();
            } else {
                assertThat(REGION.matcher(text).results()).as(what).isNotEmpty().noneMatch(region -> region.group(1)
                        .equals(region.group(2)));
                assertThat(JsonEquality.equal(value(taken(text, 0, random)), expected.value()))
                        .as(what)
                        .isTrue();
                JsonNode theirs = value(taken(text, 2, random));
                expected.conflicts().forEach(conflict -> assertThat(
                                JsonEquality.equal(conflict.path().in(theirs), conflict.remote()))
                        .as(conflict.path() + " of theirs in " + what)
                        .isTrue());
                JsonNode agreed = value(taken(text, 1, random));
                expected.conflicts().forEach(conflict -> assertThat(
                                JsonEquality.equal(conflict.path().in(agreed), conflict.base()))
                        .as(conflict.path() + " of base in " + what)
                        .isTrue());
                value(taken(text, -1, random));
            }
        }
        assertThat(clean).as("enough cases of either kind").isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyLineOfTheResultIsALineOfOneSide(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            JsonStyle style = new JsonStyle("\n", "  ", ": ", " ", true);
            ObjectNode before = world(random);
            String base = style.render(before, "") + "\n";
            String local = style.render(perturbed(before, random), "") + "\n";
            String remote = style.render(perturbed(before, random), "") + "\n";
            Merged merged = merge(base, local, remote);
            if (merged.clean()) {
                Set<String> known = new HashSet<>(lines(local));
                known.addAll(lines(remote));
                assertThat(lines(text(merged)))
                        .as("seed " + seed + " round " + round)
                        .allSatisfy(line -> assertThat(known)
                                .as(base + local + remote)
                                .anyMatch(one -> one.equals(line)
                                        || one.replaceAll("[{}\\[\\]]+$", "")
                                                .equals(line.replaceAll("[{}\\[\\]]+$", ""))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatOnlyOneSideChangedIsThatSideByteForByte(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode before = world(random);
            JsonStyle style = style(random);
            String base = text(style, before, random);
            String changed = text(random.nextBoolean() ? style : style(random), perturbed(before, random), random);
            assertThat(text(merge(base, changed, base))).as("seed " + seed).isEqualTo(changed);
            assertThat(text(merge(base, base, changed))).as("seed " + seed).isEqualTo(changed);
            assertThat(text(merge(base, changed, changed))).as("seed " + seed).isEqualTo(changed);
        }
    }

    /** The lines without their commas. */
    private static List<String> lines(String text) {
        return text.lines().map(line -> line.replaceAll(",$", "")).toList();
    }

    /** The text with one version of every region: 0 ours, 1 base, 2 theirs, -1 ours or theirs at random. */
    private static String taken(String text, int version, Random random) {
        StringBuilder out = new StringBuilder();
        int in = -1;
        int wanted = version;
        for (String line : text.split("(?<=\n)", -1)) {
            if (line.startsWith("<<<<<<< ours")) {
                in = 0;
                wanted = version < 0 ? 2 * random.nextInt(2) : version;
            } else if (line.startsWith("||||||| base")) {
                in = 1;
            } else if (line.strip().equals("=======")) {
                in = 2;
            } else if (line.startsWith(">>>>>>> theirs")) {
                in = -1;
            } else if (in < 0 || in == wanted) {
                out.append(line);
            }
        }
        return out.toString();
    }

    private static JsonStyle style(Random random) {
        boolean airy = random.nextBoolean();
        return new JsonStyle(
                random.nextBoolean() ? "\n" : "\r\n",
                random.nextBoolean() ? "  " : "\t",
                airy ? ": " : ":",
                airy ? " " : "",
                true);
    }

    private static String text(JsonStyle style, JsonNode value, Random random) {
        return (random.nextInt(8) == 0 ? "\uFEFF" : "")
                + style.render(value, random.nextInt(6) == 0 ? null : "")
                + (random.nextInt(4) == 0 ? "" : style.newline());
    }

    private static ObjectNode world(Random random) {
        ObjectNode world = Json.object().put("formatVersion", 2);
        world.set(
                "settings", Json.object().put("title", "t" + random.nextInt(3)).put("ao", true));
        ArrayNode rows = world.putArray("entities");
        for (int i = random.nextInt(5); i >= 0; i--) {
            rows.add(row("r" + i, random));
        }
        return world;
    }

    private static ObjectNode row(String id, Random random) {
        ObjectNode row = Json.object().put("id", id).put("blueprint", "b" + random.nextInt(3));
        row.set("position", Json.array().add(random.nextInt(3)).add(0.5).add(2));
        row.set("props", object(random, 2));
        return row;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set("k" + random.nextInt(5), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> Json.object().numberNode(random.nextInt(9) / 4.0);
            case 1 -> Json.object().textNode("é\n" + random.nextInt(3));
            case 2 -> Json.object().nullNode();
            case 3 -> Json.array().add(random.nextInt(3)).add(random.nextInt(3));
            default -> object(random, depth);
        };
    }

    private static ObjectNode perturbed(ObjectNode world, Random random) {
        ObjectNode copy = world.deepCopy();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ArrayNode rows = copy.withArray("entities");
            int at = rows.isEmpty() ? 0 : random.nextInt(rows.size());
            switch (random.nextInt(rows.isEmpty() ? 2 : 7)) {
                case 0 -> ((ObjectNode) copy.path("settings")).set("k" + random.nextInt(3), value(random, 1));
                case 1 -> add(rows, random);
                case 2 -> rows.remove(at);
                case 6 -> {
                    JsonNode row = rows.remove(at);
                    rows.insert(random.nextInt(rows.size() + 1), row);
                }
                case 3 -> ((ArrayNode) rows.get(at).path("position")).set(random.nextInt(3), random.nextInt(9));
                default -> {
                    ObjectNode props = (ObjectNode) rows.get(at).path("props");
                    List<String> names = new ArrayList<>();
                    props.fieldNames().forEachRemaining(names::add);
                    if (!names.isEmpty() && random.nextInt(3) == 0) {
                        props.remove(names.get(random.nextInt(names.size())));
                    } else {
                        props.set("k" + random.nextInt(5), value(random, 2));
                    }
                }
            }
        }
        return copy;
    }

    private static void add(ArrayNode rows, Random random) {
        String id = "n" + random.nextInt(1000);
        for (JsonNode row : rows) {
            if (row.path("id").asText().equals(id)) {
                return;
            }
        }
        rows.insert(random.nextInt(3) == 0 ? random.nextInt(rows.size() + 1) : rows.size(), row(id, random));
    }
}
