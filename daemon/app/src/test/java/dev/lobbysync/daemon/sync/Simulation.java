package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.UpstreamEyes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One random history (ENGINE T1, T2, T4, T7, T15): one to five people with a project and a daemon each, and visitors, edit
 * one world at the same time, while {@link Happenings} go wrong. After each event every value is somewhere; at rest
 * nothing is lost, nobody writes any more, and whoever has no open conflict is equal to the world.
 *
 * <p>The dice are thrown anew for each step, so that a history without some of its steps is still much the same one: that
 * is how {@link Shrinking} finds the few that matter.
 */
final class Simulation {
    /** All steps of a whole history. */
    static final List<Integer> STEPS = IntStream.range(0, 32).boxed().toList();

    /** Most people leave everything shared, so that what cannot be merged is a question; others say who wins. */
    private static final List<String> POLICIES = List.of(
            "{}",
            "{}",
            "{}",
            "{}",
            "{'blueprints': {'script': 'local', 'props': 'runtime'}, 'entities': {'props': 'local'}}",
            "{'blueprints': {'script': 'runtime', 'metadata': 'local'}, 'entities': {'transform': 'runtime'}}",
            "{'blueprints': {'metadata': 'runtime', 'props.p0': 'local'}, 'world': {'settings': {'*': 'runtime'}}}",
            "{'entities': {'transform': 'local', 'props': 'runtime'}, 'world': {'spawn': {'position': 'local'}}}");

    private static final int RESTING = 1_000;
    private static final int ROUNDS = 15;
    private static final long SOME_MILLIS = 3 * 60_000;
    /** Long enough for everything that a daemon does from time to time. */
    private static final long QUIET_MILLIS = 20 * 60_000;

    private final long seed;
    private final List<Integer> steps;
    private final Random dice = new Random();
    private final List<Member> team = new ArrayList<>();
    private final Tokens tokens;
    private final Happenings happenings;
    private final Trace trace;

    Simulation(long seed) {
        this(seed, STEPS);
    }

    /** Only these steps of the history. */
    Simulation(long seed, List<Integer> steps) {
        this.seed = seed;
        this.steps = steps;
        cast(0);
        Bench first = new Bench(seed);
        trace = new Trace(first.time());
        List<Bench> benches = new ArrayList<>(List.of(first));
        tokens = new Tokens(benches);
        Member founder = new Member("a", first, tokens, dice, trace);
        founder.person().layOut();
        String policy = POLICIES.get(dice.nextInt(POLICIES.size())).replace('\'', '"');
        trace.note("policy " + policy);
        first.policy(policy);
        first.start();
        first.assertInSync();
        team.add(founder);
        int colleagues = dice.nextInt(3) > 0 ? 0 : 1 + dice.nextInt(4);
        for (int i = 1; i <= colleagues; i++) {
            Bench bench = first.colleague(seed * 10 + i);
            bench.policy(policy);
            benches.add(bench);
            team.add(new Member(String.valueOf((char) ('a' + i)), bench, tokens, dice, trace));
        }
        happenings = new Happenings(team, tokens, dice, trace);
    }

    /** What was done, one line per event, and what the daemons said, and the feed. */
    String story() {
        StringBuilder story = new StringBuilder("what happened:\n").append(trace);
        team.forEach(member -> story.append("\n\nwhat the daemon of ")
                .append(member.name())
                .append(" said:\n")
                .append(member.bench().log()));
        story.append("\n\nwhat the feed says:\n");
        var world = team.get(0).bench().runtime().world();
        world.changes(0, Integer.MAX_VALUE).operations().forEach(op -> story.append(op.cursor())
                .append(' ')
                .append(op.actor())
                .append(' ')
                .append(op.kind().wireName())
                .append(' ')
                .append(op.objectId())
                .append(' ')
                .append(op.patch())
                .append('\n'));
        return story.toString();
    }

    /** Plays the history and checks what is left of it; no daemon runs any more then. */
    void run() {
        try {
            play();
        } finally {
            team.forEach(member -> member.bench().time().kill());
        }
    }

    private void play() {
        team.stream().skip(1).forEach(member -> member.bench().start());
        team.forEach(member -> member.bench().assertInSync());
        for (int step : steps) {
            cast(step + 1);
            trace.step(step);
            happenings.next();
            team.forEach(Member::reviveIfDead);
            tokens.assertAllSomewhere();
        }
        cast(RESTING);
        happenings.end();
        tokens.assertNothingLost();
        assertQuiet(SOME_MILLIS);
        settleQuestions();
        team.forEach(member -> member.bench().assertInSync());
        tokens.assertNothingLost();
        assertQuiet(QUIET_MILLIS);
        team.forEach(Simulation::assertRestartWritesNothing);
        assertUpstreamWouldReadIt(team.get(0).bench());
    }

    private void cast(int step) {
        long mixed = (seed * 4_099 + step) * 0x9E3779B97F4A7C15L;
        dice.setSeed(mixed ^ (mixed >>> 29));
    }

    /** Everybody answers what they are asked; a row whose app went for good goes as well. */
    private void settleQuestions() {
        for (int round = 0; round == 0 || (round < ROUNDS && anyQuestion()); round++) {
            cast(RESTING + 1 + round);
            for (Member member : team) {
                member.resolveEverything();
            }
            happenings.pass(70_000);
            for (Member member : team) {
                member.answerHolds();
            }
            happenings.pass(120_000);
        }
    }

    private boolean anyQuestion() {
        return team.stream()
                .anyMatch(member -> !member.bench().conflicts().isEmpty()
                        || !member.bench().status().held().isEmpty());
    }

    /** After the last edit nobody writes any more: not into the world, not into a file. */
    private void assertQuiet(long millis) {
        Bench first = team.get(0).bench();
        long head = first.runtime().world().head();
        List<String> files = fingerprints();
        happenings.pass(millis);
        assertThat(first.runtime().world().changes(head, 20).operations())
                .as("ops at rest")
                .isEmpty();
        assertThat(fingerprints()).as("files at rest").isEqualTo(files);
    }

    private List<String> fingerprints() {
        List<String> files = new ArrayList<>();
        for (Member member : team) {
            member.bench().disk().fingerprint(Bench.ROOT).forEach((path, print) -> {
                if (!path.startsWith(".lobby")) {
                    files.add(path + " " + print);
                }
            });
        }
        return files;
    }

    private static void assertRestartWritesNothing(Member member) {
        member.bench().takeMutations();
        member.bench().restart();
        // An entity that somebody left in the air rests for a while, for a daemon that has not seen them leave.
        member.bench().pass(ObjectPlanner.MOTION_MILLIS);
        member.bench().assertInSync();
        assertThat(member.bench().takeMutations())
                .as("the plan after a restart at rest")
                .isEmpty();
    }

    private static void assertUpstreamWouldReadIt(Bench bench) {
        bench.stop();
        UpstreamEyes upstream = UpstreamEyes.on(bench);
        assertThat(upstream.complaints()).as("what upstream's tool cannot read").isEmpty();
        // The visitors' scripts have no default export, though their blueprints say that they are modules.
        upstream.doings()
                .values()
                .removeIf(doing -> doing.endsWith("-only scriptFormat") || doing.equals("concurrent scriptFormat"));
        assertThat(upstream.doings()).as("what upstream's tool would do").isEmpty();
    }
}
