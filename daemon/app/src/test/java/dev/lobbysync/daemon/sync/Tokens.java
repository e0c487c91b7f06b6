package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The token oracle (ENGINE T1): each value ever written carries a unique token. At rest each is on both sides, or was
 * replaced by a person who had it before the eyes, or is in an open conflict artifact, in the trash, or held and reported.
 * An orphan that no object names any more may stay in the files.
 */
final class Tokens {
    private static final Pattern TOKEN = Pattern.compile("tok[0-9]+k|[0-9]+\\.25");

    private final List<Bench> projects;
    private final Map<String, String> live = new LinkedHashMap<>();
    private final Map<String, Integer> replaced = new HashMap<>();
    private final Set<String> restored = new HashSet<>();
    private final Set<String> undone = new HashSet<>();
    private int count;
    private boolean anotherFeed;
    private String last = "";

    /** Of one world, with the projects of everybody who has one; the list may grow. */
    Tokens(List<Bench> projects) {
        this.projects = projects;
    }

    /** A fresh token for a value that somebody writes over what they saw there. */
    String write(String seen, String where) {
        superseded(seen);
        last = "tok" + count++ + "k";
        live.put(last, where);
        return last;
    }

    /** A fresh number that is a token. */
    double number(String seen) {
        superseded(seen);
        double number = 1_000 + count++ + 0.25;
        last = String.valueOf(number);
        live.put(last, "position");
        return number;
    }

    String last() {
        return last;
    }

    /** Somebody removed or replaced this knowingly. */
    void superseded(String text) {
        in(text).forEach(token -> {
            live.remove(token);
            replaced.merge(token, 1, Integer::sum);
        });
    }

    /** What has to be somewhere now. */
    Set<String> live() {
        return Set.copyOf(live.keySet());
    }

    /**
     * Somebody took back the edit that wrote this; what only that edit had replaced counts again. Not after a backup was
     * restored: what the files say once more is then what the world had said before, and nobody can know that it is meant.
     */
    void takenBack(Set<String> written, Set<String> replacedByIt, String where) {
        live.keySet().removeAll(written);
        undone.addAll(written);
        if (anotherFeed) {
            return;
        }
        replacedByIt.stream()
                .filter(token -> replaced.getOrDefault(token, 0) == 1 && !undone.contains(token))
                .forEach(token -> {
                    live.put(token, where);
                    replaced.remove(token);
                    restored.add(token);
                });
    }

    private static Set<String> in(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** At rest: nothing is lost, and what differs is told. */
    void assertNothingLost() {
        assertThat(missingIn(kept() + world())).as("lost").isEmpty();
        for (Bench bench : projects) {
            assertThat(unexplained(bench))
                    .as("differences that nobody is told of")
                    .isEmpty();
        }
    }

    /** At any moment: every value is on a disk, in the world, or on its way in the feed. */
    void assertAllSomewhere() {
        String there = kept() + world();
        if (!missingIn(there).isEmpty()) {
            assertThat(missingIn(there + feed())).as("nowhere").isEmpty();
        }
    }

    /** A backup was restored: what only the world had is gone with the world, though a question may have shown it. */
    void forgiveWhatOnlyTheWorldHad() {
        String there = files() + world();
        live.keySet().removeIf(token -> !there.contains(token));
        live.keySet().removeAll(restored);
        anotherFeed = true;
    }

    /** The runtime has forgotten what it had accepted: what it had made and nobody had seen yet is gone for good. */
    void forgiveWhatNobodyHadSeen() {
        String here = files();
        String there = kept() + world();
        var world = projects.get(0).runtime().world();
        StringBuilder gone = new StringBuilder();
        world.changes(0, Integer.MAX_VALUE).operations().forEach(op -> {
            if (op.snapshot() != null && !here.contains("\"" + op.objectId() + "\"")) {
                gone.append(deep(op.snapshot())).append(op.patch());
            }
        });
        live.keySet().removeIf(token -> !there.contains(token) && gone.indexOf(token) >= 0);
    }

    private List<String> missingIn(String there) {
        List<String> missing = new ArrayList<>();
        live.forEach((token, where) -> {
            if (!there.contains(token)) {
                missing.add(token + " written to " + where);
            }
        });
        return missing;
    }

    /** What the projects have, with their trash and open conflicts. */
    private String kept() {
        StringBuilder all = new StringBuilder(files());
        projects.forEach(bench -> all.append(conflicts(bench)));
        return all.toString();
    }

    private String files() {
        StringBuilder all = new StringBuilder();
        for (Bench bench : projects) {
            all.append(everything(bench, "")).append(everything(bench, ".lobby/trash"));
        }
        return all.toString();
    }

    private String feed() {
        StringBuilder text = new StringBuilder();
        var world = projects.get(0).runtime().world();
        world.changes(0, Integer.MAX_VALUE).operations().forEach(op -> {
            if (op.snapshot() != null) {
                text.append(deep(op.snapshot()));
            }
            text.append(op.patch());
        });
        return text.toString();
    }

    /** What differs without being in conflict or held: with this empty, a token on one side is on both, or it waits. */
    private static Map<String, String> unexplained(Bench bench) {
        Map<String, String> differences = new TreeMap<>(bench.differences());
        Set<String> open = bench.conflicts().keySet();
        boolean moduleOpen = open.stream().anyMatch(name -> name.startsWith("module"))
                || bench.status().held().stream()
                        .anyMatch(waiting -> waiting.key().kind() == ObjectKind.MODULE);
        differences.keySet().removeAll(open);
        bench.status()
                .held()
                .forEach(waiting -> differences.remove(waiting.key().toString()));
        bench.status()
                .failing()
                .forEach(waiting -> differences.remove(waiting.key().toString()));
        differences.keySet().removeIf(name -> moduleOpen && name.startsWith("blueprint"));
        return differences;
    }

    private String conflicts(Bench bench) {
        StringBuilder text = new StringBuilder();
        bench.conflicts().values().forEach(artifact -> text.append(deep(artifact.document())));
        return text.toString();
    }

    /** The text of every file below a directory, and of the assets that the text names. */
    private String everything(Bench bench, String below) {
        StringBuilder text = new StringBuilder();
        bench.disk().files(Bench.ROOT.resolve(below)).values().forEach(bytes -> text.append(text(bytes))
                .append('\n'));
        return below.isEmpty() ? text.toString() : text + assetsIn(text.toString(), ".glb");
    }

    private String world() {
        var state = projects.get(0).runtime().world().state();
        StringBuilder text = new StringBuilder();
        state.blueprints().values().forEach(wire -> text.append(deep(wire)));
        state.entities().values().forEach(wire -> text.append(wire));
        return text.append(state.settings()).append(state.spawn()).toString();
    }

    /** A document with the content of the assets that it names. */
    String deep(JsonNode document) {
        String text = document.toString();
        return text + assetsIn(text, "");
    }

    /** Scripts must lie in the trash themselves; of other assets the name is enough. */
    private String assetsIn(String text, String extension) {
        StringBuilder assets = new StringBuilder();
        projects.get(0).runtime().assets().forEach((url, bytes) -> {
            if (url.endsWith(extension) && text.contains(url)) {
                assets.append(text(bytes)).append('\n');
            }
        });
        return assets.toString();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
