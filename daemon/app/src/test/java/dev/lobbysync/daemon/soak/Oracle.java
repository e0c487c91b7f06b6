package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where tokens may be at rest: in the files, in the world, in the artifact of an open conflict, in the trash; and how
 * often: once per document. The feed tells what was added over what was there, and what was written without a change.
 */
final class Oracle {
    private static final Pattern MODEL = Pattern.compile("asset://[0-9a-f]{64}\\.glb");

    private final World world;
    private final List<Member> team;
    private final Ledger ledger;
    private final Journal journal;
    private final Map<String, JsonNode> last = new HashMap<>();
    private final Set<String> ops = new HashSet<>();
    private final Set<String> conflicts = new HashSet<>();
    private long cursor;
    private int lost;
    private int duplicated;
    private int byVisitor;
    private int redundant;

    Oracle(World world, List<Member> team, Ledger ledger, Journal journal) {
        this.world = world;
        this.team = team;
        this.ledger = ledger;
        this.journal = journal;
    }

    int lost() {
        return lost;
    }

    int duplicated() {
        return duplicated;
    }

    int ops() {
        return ops.size();
    }

    int opsByVisitor() {
        return byVisitor;
    }

    /** Writes that changed nothing. */
    int redundant() {
        return redundant;
    }

    /** All conflicts ever seen. */
    int conflicts() {
        return conflicts.size();
    }

    void countConflicts() throws IOException {
        for (Member member : team) {
            for (JsonNode artifact : member.artifacts()) {
                conflicts.add(member.name + artifact.path("id").asText());
            }
        }
    }

    void check(String when) throws IOException {
        countConflicts();
        readFeed();
        Set<String> there = new HashSet<>();
        for (Member member : team) {
            there.addAll(files(member));
        }
        there.addAll(world());
        List<String> missing = ledger.missing(there);
        missing.forEach(token -> journal.failure("LOST " + when + ": " + token));
        lost += missing.size();
        ledger.forget(missing);
    }

    private Set<String> files(Member member) throws IOException {
        Set<String> tokens = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (JsonNode artifact : member.open()) {
            open.add(artifact.path("id").asText());
            urlsIn(artifact.toString(), tokens);
        }
        Map<String, Integer> counts = new HashMap<>();
        try (Stream<Path> tree = Files.walk(member.root)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String name = member.root.relativize(file).toString();
                if (name.startsWith(".git/")) {
                    continue;
                }
                if (name.matches("(apps|shared|assets)/.*\\.tmp-.*|[^/]*\\.tmp-.*")) {
                    journal.failure(member.name + ": litter " + name);
                    continue;
                }
                String text = read(file);
                if (!name.startsWith(".lobby/")) {
                    Ledger.counted(text).forEach((token, count) -> {
                        tokens.add(token);
                        if (!name.startsWith("assets/")) {
                            counts.merge(token, count, Integer::sum);
                        }
                    });
                } else if (name.startsWith(".lobby/trash/")) {
                    tokens.addAll(Ledger.tokens(text));
                    urlsIn(text, tokens);
                } else if (name.startsWith(".lobby/conflicts/") && open.stream().anyMatch(name::contains)) {
                    tokens.addAll(Ledger.tokens(text));
                }
            }
        }
        twice(member.name + "'s files", counts);
        return tokens;
    }

    /** Of a model in the trash the name is enough: the runtime keeps the content. */
    private void urlsIn(String text, Set<String> tokens) {
        Matcher url = MODEL.matcher(text);
        while (url.find()) {
            tokens.addAll(Ledger.tokens(world.text(url.group())));
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            // A daemon that runs may tidy up its own directory.
            return "";
        }
    }

    private void twice(String where, Map<String, Integer> counts) {
        counts.forEach((token, count) -> {
            if (count > 1) {
                duplicated++;
                journal.failure("DUPLICATED " + token + " is " + count + " times in " + where);
            }
        });
    }

    private Set<String> world() {
        JsonNode snapshot = world.snapshot();
        Set<String> tokens = new HashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        for (String part : List.of("blueprints", "entities", "settings", "spawn")) {
            Ledger.counted(snapshot.path(part).toString())
                    .forEach((token, count) -> counts.merge(token, count, Integer::sum));
        }
        twice("the world", counts);
        tokens.addAll(counts.keySet());
        for (JsonNode blueprint : snapshot.path("blueprints")) {
            tokens.addAll(Ledger.tokens(world.text(blueprint.path("model").asText())));
            blueprint.path("scriptFiles").properties().forEach(file -> {
                Map<String, Integer> inScript =
                        Ledger.counted(world.text(file.getValue().asText()));
                twice("script " + file.getKey() + " of " + blueprint.path("id").asText() + " in the world", inScript);
                tokens.addAll(inScript.keySet());
            });
        }
        return tokens;
    }

    /** Reads on where it ended last time. */
    void readFeed() {
        for (JsonNode op : world.opsAfter(cursor)) {
            cursor = op.path("cursor").asLong();
            if (!ops.add(op.path("opId").asText())) {
                duplicated++;
                journal.failure("DUPLICATED op " + op);
            }
            boolean visitor = op.path("actor").asText().equals("mira");
            if (visitor) {
                byVisitor++;
            }
            String[] kind = op.path("kind").asText().split("\\.", 2);
            String object = kind[0] + " "
                    + op.path("snapshot")
                            .path("id")
                            .asText(op.path("patch").path("key").asText());
            JsonNode now =
                    op.has("snapshot") ? op.path("snapshot") : op.path("patch").path("value");
            JsonNode before = last.get(object);
            if (kind[1].equals("remove")) {
                last.remove(object);
                continue;
            }
            if (kind[1].equals("add") && before != null) {
                duplicated++;
                journal.failure("DUPLICATED " + object + " was added over itself: " + op);
            }
            if (!visitor && before != null && same(kind[0], before, now)) {
                redundant++;
                journal.note("written without a change: " + op);
            }
            last.put(object, now);
        }
    }

    private static boolean same(String kind, JsonNode before, JsonNode now) {
        if (!kind.equals("blueprint") && !kind.equals("entity")) {
            return before.equals(now);
        }
        return KnownFields.of(ObjectKind.ofWireName(kind)).stream()
                .allMatch(field -> before.path(field).equals(now.path(field)));
    }
}
