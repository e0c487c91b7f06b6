package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One random history of a team: two to five people with a project and a daemon each, and a visitor, edit one world. Some
 * are away, paused, in the middle of a rebase or write nothing into their project for a while. At rest nothing is lost, nobody writes any more, and whoever has no open conflict is
 * equal to the world.
 */
final class TeamSimulation {
    private static final int STEPS = 40;

    private final Random random;
    private final List<Bench> team = new ArrayList<>();
    private final List<LocalPerson> people = new ArrayList<>();
    private final Tokens tokens;
    private final WorldPerson visitor;
    private final List<String> trace = new ArrayList<>();

    TeamSimulation(long seed) {
        random = new Random(seed);
        Bench first = new Bench(seed);
        team.add(first);
        new LocalPerson(first, new Tokens(first), random).layOut();
        first.start();
        first.assertInSync();
        int size = 2 + random.nextInt(4);
        for (int i = 1; i < size; i++) {
            team.add(first.colleague(seed * 10 + i));
        }
        tokens = new Tokens(team.toArray(Bench[]::new));
        for (int i = 0; i < size; i++) {
            people.add(new LocalPerson(team.get(i), tokens, random, String.valueOf((char) ('a' + i))));
        }
        visitor = new WorldPerson(first, tokens, random);
    }

    List<String> trace() {
        return trace;
    }

    String log() {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < team.size(); i++) {
            log.append("--- ").append(i).append('\n').append(team.get(i).log()).append('\n');
        }
        return log.toString();
    }

    void run() {
        team.subList(1, team.size()).forEach(Bench::start);
        team.forEach(Bench::assertInSync);
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        comeToRest();
        tokens.assertNothingLost();
        assertQuiet();
        for (int round = 0; round < 12 && anyOpen(); round++) {
            resolveOneEach();
        }
        people.forEach(LocalPerson::removeRowsWithoutApp);
        pass(120_000);
        people.forEach(LocalPerson::removeRowsWithoutApp);
        pass(120_000);
        team.forEach(Bench::assertInSync);
        tokens.assertNothingLost();
        assertQuiet();
    }

    private void step() {
        int who = random.nextInt(team.size());
        Bench bench = team.get(who);
        int dice = random.nextInt(100);
        if (dice < 62) {
            note(who + ": " + people.get(who).edit());
        } else if (dice < 78) {
            note("world: " + visitor.edit());
        } else if (dice < 84) {
            boolean away = random.nextBoolean();
            note(who + (away ? " is away" : " is back"));
            bench.remote().away(away);
        } else if (dice < 90) {
            note(who + " pauses or goes on");
            if (random.nextBoolean()) {
                bench.engine().pause();
            } else {
                bench.engine().resume(false);
            }
        } else if (dice < 93) {
            boolean both = random.nextInt(3) > 0;
            note(who + " restarts" + (both ? "" : " and writes nothing into the project"));
            bench.stop();
            bench.bidirectional(both);
            bench.start();
        } else if (dice < 95) {
            boolean busy = random.nextBoolean();
            note(who + (busy ? "'s git is busy" : "'s git is done"));
            bench.git().busy(busy ? "a rebase is in progress" : null);
        } else if (dice < 97) {
            note("the runtime restarts");
            bench.runtime().restart();
        } else {
            String call = List.of("blueprint_modify", "entity_modify", "settings_modify", "spawn_set", "changes")
                    .get(random.nextInt(5));
            note("the world moves before " + call + " of " + who);
            bench.remote().faults().before(call, () -> note("  world: " + visitor.edit()));
        }
        if (random.nextInt(10) < 6) {
            pass(random.nextInt(random.nextBoolean() ? 100 : 6_000));
        }
    }

    private void comeToRest() {
        note("rest");
        for (Bench bench : team) {
            bench.remote().faults().calm();
            bench.remote().away(false);
            bench.git().busy(null);
            bench.engine().resume(false);
        }
        pass(60_000);
        for (Bench bench : team) {
            bench.stop();
            bench.bidirectional(true);
            bench.start();
        }
        pass(200_000);
        acceptDeletions();
    }

    private void acceptDeletions() {
        for (int i = 0; i < team.size(); i++) {
            if (team.get(i).status().guard() != null) {
                note(i + " accepts: " + team.get(i).status().guard());
                team.get(i).engine().resume(true);
                pass(100_000);
            }
        }
    }

    private boolean anyOpen() {
        return team.stream().anyMatch(bench -> !bench.conflicts().isEmpty());
    }

    private void resolveOneEach() {
        for (int i = 0; i < team.size(); i++) {
            for (String object : List.copyOf(team.get(i).conflicts().keySet())) {
                if (team.get(i).conflicts().containsKey(object)) {
                    Use use = random.nextBoolean() ? Use.LOCAL : Use.REMOTE;
                    note(i + " resolves " + object + " with " + use + ": "
                            + team.get(i).resolve(object, use).message());
                }
            }
        }
        pass(70_000);
        acceptDeletions();
    }

    /** After the last edit nobody writes any more: not into the world, not into a file. */
    private void assertQuiet() {
        long head = team.get(0).runtime().world().head();
        List<String> files = fingerprints();
        pass(20 * 60_000);
        assertThat(team.get(0).runtime().world().changes(head, 20).operations())
                .as("ops at rest")
                .isEmpty();
        assertThat(fingerprints()).as("files at rest").isEqualTo(files);
    }

    private List<String> fingerprints() {
        List<String> files = new ArrayList<>();
        for (Bench bench : team) {
            bench.disk().fingerprint(Bench.ROOT).forEach((path, print) -> {
                if (!path.startsWith(".lobby")) {
                    files.add(path + " " + print);
                }
            });
        }
        return files;
    }

    private void pass(long millis) {
        team.get(0).pass(millis);
    }

    private void note(String what) {
        trace.add(team.get(0).time().monotonicMillis() + " " + what);
    }
}
