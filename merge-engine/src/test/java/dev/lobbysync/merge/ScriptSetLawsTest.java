package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of ENGINE 2 for script sets: files are edited, moved, copied, removed, and all of it at once. */
final class ScriptSetLawsTest {
    private static final SeededLaw<Sets> SETS = new SeededLaw<>(6_000, Sets::random, Sets::smaller);

    /** Three versions of a set, path to lines; one letter is one line. */
    private record Sets(Map<String, String> base, Map<String, String> local, Map<String, String> remote) {
        private static final String[] PATHS = {"a", "b", "c", "lib/a", "lib/d", "e"};

        static Sets random(Random random) {
            Map<String, String> base = new TreeMap<>();
            for (int files = random.nextInt(4); files > 0; files--) {
                base.put(PATHS[random.nextInt(PATHS.length)], text(random));
            }
            return new Sets(base, changed(base, random), changed(base, random));
        }

        private static String text(Random random) {
            StringBuilder text = new StringBuilder();
            String letters = random.nextBoolean() ? "abcdefgh" : "stuvwxyz";
            for (int i = 0; i < letters.length(); i++) {
                if (random.nextInt(4) > 0) {
                    text.append(letters.charAt(i));
                }
            }
            return text.toString();
        }

        private static Map<String, String> changed(Map<String, String> base, Random random) {
            Map<String, String> set = new TreeMap<>(base);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                String path = PATHS[random.nextInt(PATHS.length)];
                String other = PATHS[random.nextInt(PATHS.length)];
                String text = set.get(path);
                switch (random.nextInt(6)) {
                    case 0 -> set.put(path, text(random));
                    case 1 -> set.remove(path);
                    case 2 -> {
                        if (text != null) {
                            set.remove(path);
                            set.put(other, random.nextBoolean() ? text : edited(text, random));
                        }
                    }
                    case 3 -> {
                        if (text != null) {
                            set.put(other, random.nextBoolean() ? text : edited(text, random));
                        }
                    }
                    default -> {
                        if (text != null) {
                            set.put(path, edited(text, random));
                        }
                    }
                }
            }
            return set;
        }

        private static String edited(String text, Random random) {
            int at = random.nextInt(text.length() + 1);
            String mark = "" + (char) ('A' + random.nextInt(20));
            int behind = Math.min(text.length(), at + random.nextInt(3));
            return text.substring(0, at) + (random.nextInt(3) == 0 ? "" : mark) + text.substring(behind);
        }

        Sets swapped() {
            return new Sets(base, remote, local);
        }

        List<Sets> smaller() {
            List<Sets> smaller = new ArrayList<>();
            for (String path : PATHS) {
                smaller.add(new Sets(without(base, path), without(local, path), without(remote, path)));
                smaller.add(new Sets(without(base, path), local, remote));
                smaller.add(new Sets(base, without(local, path), remote));
                smaller.add(new Sets(base, local, without(remote, path)));
            }
            Set<Character> letters = new HashSet<>();
            Stream.of(base, local, remote).flatMap(set -> set.values().stream()).forEach(text -> text.chars()
                    .forEach(c -> letters.add((char) c)));
            for (char letter : letters) {
                smaller.add(new Sets(without(base, letter), without(local, letter), without(remote, letter)));
                smaller.add(new Sets(base, without(local, letter), remote));
                smaller.add(new Sets(base, local, without(remote, letter)));
            }
            smaller.removeIf(this::equals);
            return smaller;
        }

        private static Map<String, String> without(Map<String, String> set, String path) {
            Map<String, String> rest = new TreeMap<>(set);
            rest.remove(path);
            return rest;
        }

        private static Map<String, String> without(Map<String, String> set, char letter) {
            Map<String, String> rest = new TreeMap<>(set);
            rest.replaceAll((path, text) -> text.replace("" + letter, ""));
            return rest;
        }
    }

    /** A merge of sets, and what the hashes stand for. */
    private static final class Merge {
        private final Map<String, byte[]> store = new HashMap<>();
        private final ScriptSetMerge.Options options;
        final Map<String, String> base;
        final Map<String, String> local;
        final Map<String, String> remote;
        final ScriptSetResult result;

        Merge(Sets sets, ScriptSetMerge.Options options) {
            this.options = options;
            base = kept(sets.base());
            local = kept(sets.local());
            remote = kept(sets.remote());
            result = merge(local, remote);
            store.putAll(result.newTexts());
        }

        private Map<String, String> kept(Map<String, String> set) {
            Map<String, String> hashes = new TreeMap<>();
            set.forEach((path, letters) -> {
                StringBuilder text = new StringBuilder();
                letters.chars()
                        .forEach(c -> text.append("line ").append((char) c).append('\n'));
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                store.put(Sha256.hex(bytes), bytes);
                hashes.put(path, Sha256.hex(bytes));
            });
            return hashes;
        }

        ScriptSetResult merge(Map<String, String> one, Map<String, String> another) {
            return ScriptSetMerge.merge(base, one, another, hash -> Optional.ofNullable(store.get(hash)), options);
        }

        List<String> lines(Collection<String> hashes) {
            return hashes.stream()
                    .flatMap(hash -> new String(store.get(hash), StandardCharsets.UTF_8).lines())
                    .toList();
        }
    }

    private static Merge merge(Sets sets) {
        return new Merge(sets, ScriptSetMerge.Options.of(Ownership.SHARED));
    }

    @Test
    void whatOneSideAloneDidIsTaken() {
        SETS.holds(sets -> {
            assertThat(merge(new Sets(sets.base(), sets.base(), sets.remote())))
                    .satisfies(m -> assertThat(m.result.files()).isEqualTo(m.remote))
                    .satisfies(m -> assertThat(m.result.clean()).isTrue());
            assertThat(merge(new Sets(sets.base(), sets.local(), sets.base())))
                    .satisfies(m -> assertThat(m.result.files()).isEqualTo(m.local))
                    .satisfies(m -> assertThat(m.result.clean()).isTrue());
            assertThat(merge(new Sets(sets.base(), sets.local(), sets.local())))
                    .satisfies(m -> assertThat(m.result.files()).isEqualTo(m.local))
                    .satisfies(m -> assertThat(m.result.clean()).isTrue());
        });
    }

    @Test
    void swappingTheSidesSwapsTheConflictsAndNothingElse() {
        SETS.holds(sets -> {
            ScriptSetResult result = merge(sets).result;
            ScriptSetResult swapped = merge(sets.swapped()).result;
            assertThat(swapped.conflicts())
                    .containsExactlyElementsOf(result.conflicts().stream()
                            .map(c -> new MergeConflict(
                                    c.path(),
                                    c.base(),
                                    c.remote(),
                                    c.local(),
                                    c.kind().swapped(),
                                    c.rule()))
                            .toList());
            assertThat(swapped.explanations())
                    .containsExactlyElementsOf(result.explanations().stream()
                            .map(e -> new Explanation(
                                    e.path(), e.won().swapped(), swapped(e.rule()), e.base(), e.remote(), e.local()))
                            .toList());
            if (result.clean()) {
                assertThat(swapped.files()).isEqualTo(result.files());
            }
        });
    }

    private static String swapped(String rule) {
        return switch (rule) {
            case "only-local-changed" -> "only-remote-changed";
            case "only-remote-changed" -> "only-local-changed";
            default -> rule;
        };
    }

    @Test
    void mergingACleanResultAgainChangesNothing() {
        SETS.holds(sets -> {
            Merge merge = merge(sets);
            if (merge.result.clean()) {
                ScriptSetResult withRemote = merge.merge(merge.result.files(), merge.remote);
                ScriptSetResult withLocal = merge.merge(merge.local, merge.result.files());
                assertThat(withRemote.conflicts()).isEmpty();
                assertThat(withRemote.files()).isEqualTo(merge.result.files());
                assertThat(withLocal.conflicts()).isEmpty();
                assertThat(withLocal.files()).isEqualTo(merge.result.files());
            }
        });
    }

    @Test
    void filesThatNothingConnectsDoNotInfluenceEachOther() {
        SETS.holds(sets -> {
            Merge alone = merge(sets);
            Map<String, String> more = Map.of("z/one", "ABC", "z/two", "0123456789");
            Map<String, String> edited = Map.of("z/one", "ABC", "z/two", "X0123456789");
            Map<String, String> other = Map.of("z/one", "ABCD", "z/two", "0123456789");
            Merge together =
                    merge(new Sets(both(sets.base(), more), both(sets.local(), edited), both(sets.remote(), other)));
            assertThat(together.result.conflicts()).isEqualTo(alone.result.conflicts());
            Map<String, String> rest = new TreeMap<>(together.result.files());
            assertThat(rest.remove("z/one")).isEqualTo(together.remote.get("z/one"));
            assertThat(rest.remove("z/two")).isEqualTo(together.local.get("z/two"));
            assertThat(rest).isEqualTo(alone.result.files());
        });
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> another) {
        Map<String, String> both = new TreeMap<>(one);
        both.putAll(another);
        return both;
    }

    @Test
    void nothingIsInventedAndNoAdditionLost() {
        SETS.holds(sets -> {
            Merge merge = merge(sets);
            Set<String> known = new HashSet<>(merge.lines(merge.base.values()));
            Set<String> added = new HashSet<>();
            for (Map<String, String> side : List.of(merge.local, merge.remote)) {
                side.forEach((path, hash) -> {
                    if (!Objects.equals(merge.base.get(path), hash)) {
                        added.addAll(merge.lines(List.of(hash)));
                    }
                });
            }
            added.removeAll(known);
            known.addAll(added);
            Set<String> there = new HashSet<>(merge.lines(merge.result.files().values()));
            assertThat(known).containsAll(there);
            there.addAll(merge.lines(inConflicts(merge.result)));
            assertThat(there).containsAll(added);
        });
    }

    private static List<String> inConflicts(ScriptSetResult result) {
        return result.conflicts().stream()
                .flatMap(conflict -> Stream.of(conflict.local(), conflict.remote()))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    @Test
    void theOwnerWinsOnlyWhatWouldBeAConflict() {
        SETS.holds(sets -> {
            ScriptSetResult shared = merge(sets).result;
            for (Ownership owner : new Ownership[] {Ownership.LOCAL, Ownership.RUNTIME}) {
                ScriptSetResult owned = new Merge(sets, ScriptSetMerge.Options.of(owner)).result;
                if (shared.clean()) {
                    assertThat(owned.files()).isEqualTo(shared.files());
                }
                assertThat(owned.conflicts())
                        .allMatch(c -> c.kind().isDeletion() || c.rule().equals("rename-unclear"));
            }
        });
    }

    @Test
    void sameInputSameResult() {
        SETS.holds(sets -> {
            ScriptSetResult once = merge(sets).result;
            ScriptSetResult again = merge(sets).result;
            assertThat(again.files()).isEqualTo(once.files());
            assertThat(again.conflicts()).isEqualTo(once.conflicts());
            assertThat(again.explanations()).isEqualTo(once.explanations());
        });
    }
}
