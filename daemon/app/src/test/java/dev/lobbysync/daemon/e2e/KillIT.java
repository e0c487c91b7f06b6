package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.FeedOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ENGINE T2 to T4 with a real process and a real directory: {@code kill -9} at any moment of what follows an edit, some time
 * after it or at the n-th request. After the next start both sides are equal, nothing is lost, doubled or left over, nobody
 * is asked, and nothing is left to do.
 *
 * <p>{@code -Dkill.rounds=200} runs more rounds, {@code -Dkill.seed=S} others.
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 8);
    private static final long SEED = Long.getLong("kill.seed", 1);
    private static final Duration AT_MOST = Duration.ofSeconds(2);
    private static final Duration LOCK = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private Rig rig;
    private Random random;
    private String token;
    private int made;

    @Test
    void beingKilledAtAnyMomentLosesAndDoublesNothing() throws Exception {
        try (Rig running = Rig.running(directory)) {
            rig = running;
            for (int round = 0; round < ROUNDS; round++) {
                random = new Random(SEED * 1_000_003 + round);
                token = "tok" + round + "k";
                round("round " + round + " of seed " + SEED);
            }
        }
    }

    private void round(String which) throws Exception {
        long before = rig.head();
        Set<String> known = objects();
        int step = random.nextInt(13);
        CompletableFuture<Void> killed = killSoon();
        edit(step);
        killed.get(1, TimeUnit.MINUTES);
        rig.start().awaitReady();
        // A deploy lock that was granted to the dead, before they had written that down, has to expire.
        await().atMost(LOCK).until(() -> {
            rig.flush();
            JsonNode work = rig.status().path("work");
            return work.path("pending").asInt() + work.path("failing").asInt() == 0;
        });
        String where = which + ", step " + step + "\n" + rig.daemon().printed();
        try {
            rig.assertInStep();
            assertThat(rig.conflicts()).as(where).isEmpty();
            if (step < 12) {
                assertThat(everywhere()).as(where).contains(token + "a");
            }
            assertNothingTwice(where, before, known);
            JsonNode plan = plan();
            for (String what : List.of("push", "pull", "merge", "conflict", "deletion", "held")) {
                assertThat(plan.path(what)).as(where + plan).isEmpty();
            }
        } catch (AssertionError e) {
            throw new AssertionError(where + "\n" + e.getMessage(), e);
        }
    }

    /** After some milliseconds, or at some request. */
    private CompletableFuture<Void> killSoon() {
        DaemonProcess daemon = rig.daemon();
        if (random.nextBoolean()) {
            Executor later = CompletableFuture.delayedExecutor(random.nextInt(250), TimeUnit.MILLISECONDS);
            return CompletableFuture.runAsync(daemon::kill, later);
        }
        rig.link.forget();
        int requests = 1 + random.nextInt(12);
        return CompletableFuture.runAsync(() -> {
            try {
                await().atMost(AT_MOST)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> rig.link.requests().size() >= requests);
            } catch (ConditionTimeoutException e) {
                // So many were not needed: it dies at rest.
                assertThat(rig.link.requests()).hasSizeLessThan(requests);
            }
            daemon.kill();
        });
    }

    private void edit(int step) {
        ProjectDir project = rig.project;
        switch (step) {
            case 0 -> line("apps/Lamp/index.js", "const a");
            case 1 -> line("shared/wind.js", "export const wind");
            case 2 -> script("Bell", "@shared/wind.js", "export const wind = '" + token + "a'\n");
            case 3 -> script("Lamp", "lib/blink.js", "export const blink = (...n) => '" + token + "a'\n");
            case 4 -> {
                project.editJson("apps/Lamp/Lamp.json", lamp -> lamp.put("desc", token + "a"));
                rig.editor().prop("Lamp", "glow", token + "b");
            }
            case 5 -> {
                String theirs = text("Lamp", "index.js").replaceAll("const c = .*", "const c = '" + token + "b'");
                script("Lamp", "index.js", theirs);
                line("apps/Lamp/index.js", "const a");
            }
            case 6 -> {
                project.editEntity("lamp-a", row -> row.withObject("/props").put("mine", token + "a"));
                rig.editor().modifyEntity("lamp-b", "{'props':{'theirs':'" + token + "b'}}");
            }
            case 7 -> {
                String id = "New" + made++;
                project.write("apps/" + id + "/index.js", "export default () => '" + token + "b'\n");
                project.write(
                        "apps/" + id + "/" + id + ".json",
                        "{ \"id\": \"" + id + "\", \"name\": \"" + id + "\", \"keep\": true, \"desc\": \"" + token
                                + "a\" }\n");
                project.addEntity("{'id':'of-" + id + "','blueprint':'" + id + "'}");
            }
            case 8 -> {
                String id = "Gull" + made++;
                rig.editor()
                        .addBlueprint("{'id':'" + id + "','name':'" + id + "','scope':'" + id
                                + "','keep':true,'props':{},'desc':'" + token + "a'}");
                rig.editor().addEntity("{'id':'of-" + id + "','blueprint':'" + id + "','pinned':false}");
            }
            case 9 ->
                project.editWorld(world -> {
                    world.withObject("/settings").put("desc", token + "a");
                    world.withObject("/spawn")
                            .putArray("position")
                            .add(made++)
                            .add(2)
                            .add(3);
                });
            case 10 -> rig.editor().setting("title", token + "a");
            case 11 -> project.write("assets/lamp.glb", token + "a");
            default -> removal();
        }
    }

    /** An app of an earlier round, by its files and rows. */
    private void removal() {
        for (int i = made - 1; i >= 0; i--) {
            String id = "New" + i;
            if (rig.project.has("apps/" + id)) {
                rig.project.removeEntity("of-" + id);
                rig.project.delete("apps/" + id);
                return;
            }
        }
    }

    private void line(String path, String beginning) {
        String text = rig.project.read(path);
        rig.project.write(path, text.replaceAll("(?m)^( *" + beginning + " = ).*$", "$1'" + token + "a'"));
    }

    /** The daemon may hold the lock at this moment, or have died with it. */
    private void script(String id, String path, String text) {
        rig.eventually(() -> rig.editor().script(id, path, text));
    }

    private String text(String id, String path) {
        String url = rig.editor().blueprint(id).path("scriptFiles").path(path).asText();
        return new String(rig.editor().asset(url), StandardCharsets.UTF_8);
    }

    private JsonNode plan() throws IOException {
        return Editor.node(rig.get("/plan"));
    }

    /** Projected files of the project, as one text. */
    private String everywhere() {
        StringBuilder all = new StringBuilder();
        files().forEach(file -> all.append(rig.project.read(file)).append('\n'));
        return all.toString();
    }

    private List<String> files() {
        try (Stream<Path> tree = Files.walk(rig.project.root())) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> rig.project.root().relativize(file).toString())
                    .filter(file -> !file.startsWith(".lobby"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> objects() {
        ObjectNode snapshot = rig.editor().snapshot();
        Set<String> ids = new HashSet<>();
        snapshot.path("blueprints")
                .forEach(one -> ids.add("blueprint " + one.path("id").asText()));
        snapshot.path("entities")
                .forEach(one -> ids.add("entity " + one.path("id").asText()));
        return ids;
    }

    private void assertNothingTwice(String where, long before, Set<String> known) {
        assertThat(files()).as(where).noneMatch(file -> file.contains(".tmp-"));
        for (String value : List.of(token + "a", token + "b")) {
            assertThat(everywhere().split(value, -1)).as(where).hasSizeLessThanOrEqualTo(2);
        }
        Set<String> there = new HashSet<>(known);
        Map<Boolean, String> kinds = Map.of(true, "blueprint ", false, "entity ");
        for (FeedOp op : rig.opsAfter(before)) {
            String kind = op.kind().wireName();
            String object = kinds.get(kind.startsWith("blueprint")) + op.objectId();
            if (kind.endsWith(".add")) {
                assertThat(there.add(object))
                        .as(where + " added twice: " + object)
                        .isTrue();
            } else if (kind.endsWith(".remove")) {
                there.remove(object);
            }
        }
    }
}
