package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.UpstreamEyes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One random history: people edit files and world at the same time, requests and replies are lost, the runtime and the
 * daemon come and go, the daemon dies at any call. At rest the {@link Tokens} say whether anything was lost.
 */
final class Simulation {
    private static final int STEPS = 30;
    private static final List<String> CALLS = List.of(
            "blueprint_modify",
            "entity_modify",
            "entity_add",
            "entity_remove",
            "settings_modify",
            "spawn_set",
            "blueprint_remove",
            "blueprint_add",
            "upload",
            "download",
            "changes",
            "connect",
            "lock");

    private final Random random;
    private final Bench bench;
    private final Tokens tokens;
    private final LocalPerson local;
    private final WorldPerson remote;
    private final List<String> trace = new ArrayList<>();
    private final int patience;
    private int crashes;

    Simulation(long seed) {
        random = new Random(seed);
        patience = 2 + random.nextInt(8);
        bench = new Bench(seed);
        tokens = new Tokens(bench);
        local = new LocalPerson(bench, tokens, random);
        remote = new WorldPerson(bench, tokens, random);
    }

    /** What was done, one line per step. */
    List<String> trace() {
        return trace;
    }

    Bench bench() {
        return bench;
    }

    /** Plays the history and checks what is left of it. */
    void run() {
        local.layOut();
        bench.start();
        bench.assertInSync();
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        comeToRest();
        tokens.assertNothingLost();
        tidyUp();
        bench.assertInSync();
        tokens.assertNothingLost();
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).as("the plan after a restart at rest").isEmpty();
        bench.stop();
        UpstreamEyes upstream = UpstreamEyes.on(bench);
        assertThat(upstream.complaints()).as("what upstream's tool cannot read").isEmpty();
        // The visitors' scripts have no default export, though their blueprints say that they are modules.
        upstream.doings().values().removeIf("local-only scriptFormat"::equals);
        assertThat(upstream.doings()).as("what upstream's tool would do").isEmpty();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 38) {
            note("local: " + local.edit());
        } else if (dice < 72) {
            note("world: " + remote.edit());
        } else if (dice < 76) {
            String call = call();
            note("the world moves before " + call);
            bench.remote().faults().before(call, () -> note("  world: " + remote.edit()));
        } else if (dice < 79) {
            String call = call();
            note("a file moves before " + call);
            bench.remote().faults().before(call, () -> note("  local: " + local.edit()));
        } else if (dice < 83) {
            String call = call();
            boolean reply = random.nextBoolean();
            note((reply ? "reply of " : "request ") + call + " is lost");
            if (reply) {
                bench.remote().faults().loseReply(call);
            } else {
                bench.remote().faults().loseRequest(call);
            }
        } else if (dice < 86) {
            boolean away = random.nextBoolean();
            note(away ? "the runtime is away" : "the runtime is back");
            bench.remote().away(away);
        } else if (dice < 88) {
            note("the runtime restarts");
            bench.runtime().restart();
        } else if (dice < 92) {
            note("the daemon restarts");
            if (bench.time().isAlive()) {
                bench.stop();
            }
            bench.start();
        } else if (dice < 97) {
            crashSoon();
        } else {
            note("the socket " + (bench.time().monotonicMillis() % 2 == 0 ? "is silent" : "tells"));
            bench.remote().hinting(bench.time().monotonicMillis() % 2 != 0);
        }
        if (random.nextInt(10) < patience) {
            bench.pass(random.nextInt(random.nextBoolean() ? 100 : 6_000));
        }
        reviveIfDead();
    }

    private void crashSoon() {
        int k = 1 + random.nextInt(25);
        boolean after = random.nextBoolean();
        if (random.nextInt(3) == 0) {
            note("the daemon dies " + (after ? "after" : "before") + " request " + k);
            bench.remote().faults().crashAt(k, after, () -> bench.disk().crashBefore(1));
        } else if (after) {
            note("the daemon dies after disk call " + k);
            bench.disk().crashAfter(k);
        } else {
            note("the daemon dies before disk call " + k);
            bench.disk().crashBefore(k);
        }
    }

    private void reviveIfDead() {
        if (!bench.time().isAlive()) {
            Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
            note("the daemon is dead; it starts again, lost: " + loss);
            crashes++;
            bench.revive(loss);
            bench.start();
            if (!bench.time().isAlive() && crashes < 200) {
                reviveIfDead();
            }
        }
    }

    private void comeToRest() {
        note("rest");
        bench.remote().faults().calm();
        bench.disk().calm();
        bench.remote().away(false);
        bench.remote().hinting(true);
        bench.pass(1);
        reviveIfDead();
        bench.pass(200_000);
        if (bench.status().guard() != null) {
            note("accepted: " + bench.status().guard());
            bench.engine().resume(true);
            bench.pass(100_000);
        }
    }

    /** A row that goes with its app at last may be one whose edit in the world our own write had covered. */
    private void tidyUp() {
        for (int round = 0; round == 0 || (round < 10 && !bench.conflicts().isEmpty()); round++) {
            resolveEverything();
            local.removeRowsWithoutApp();
            bench.pass(70_000);
        }
    }

    private void resolveEverything() {
        for (int round = 0; round < 10 && !bench.conflicts().isEmpty(); round++) {
            for (String object : List.copyOf(bench.conflicts().keySet())) {
                if (bench.conflicts().containsKey(object)) {
                    resolve(object);
                }
            }
            bench.pass(70_000);
            if (bench.status().guard() != null) {
                bench.engine().resume(true);
                bench.pass(70_000);
            }
        }
    }

    /** As a whole, or field by field. */
    private void resolve(String object) {
        List<String> fields = bench.conflict(object).unsettled();
        if (fields.isEmpty()) {
            say(object, Choice.of(Use.MERGED));
        } else if (random.nextInt(3) > 0) {
            say(object, Choice.of(side()));
        } else {
            for (String field : fields) {
                if (bench.conflicts().containsKey(object)) {
                    say(object, Choice.of(field, side()));
                }
            }
        }
    }

    private Use side() {
        return random.nextBoolean() ? Use.LOCAL : Use.REMOTE;
    }

    private void say(String object, Choice choice) {
        note("resolve " + object + " with " + choice + ": "
                + bench.resolve(object, choice).message());
    }

    private String call() {
        return CALLS.get(random.nextInt(CALLS.size()));
    }

    private void note(String what) {
        trace.add(bench.time().monotonicMillis() + " " + what);
    }
}
