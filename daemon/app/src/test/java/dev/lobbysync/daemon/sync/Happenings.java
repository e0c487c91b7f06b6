package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.MemoryRuntime;
import dev.lobbysync.daemon.testing.RemoteFaults;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens in a simulated history: people work, git and renames among it, and everything goes wrong that can. */
final class Happenings {
    private static final int LONGEST_STALL = 15_000;
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
            "snapshot",
            "lock");

    /**
     * Requests over HTTP without an id, of which nobody can tell that they were ours should they arrive late; and a
     * connection, which nobody holds any more then.
     */
    private static final Set<String> NEVER_LATE = Set.of("blueprint_remove", "spawn_set", "connect");

    private final List<Member> team;
    private final Tokens tokens;
    private final Random dice;
    private final Trace trace;
    private final Bench world;
    private final WorldPerson visitor;
    private final int patience;
    private MemoryRuntime.@Nullable Backup backup;

    Happenings(List<Member> team, Tokens tokens, Random dice, Trace trace) {
        this.team = team;
        this.tokens = tokens;
        this.dice = dice;
        this.trace = trace;
        this.world = team.get(0).bench();
        this.visitor = new WorldPerson(world, tokens, dice);
        this.patience = 2 + dice.nextInt(8);
    }

    /** One thing, and perhaps some time. */
    void next() {
        Member member = team.get(dice.nextInt(team.size()));
        int dart = dice.nextInt(100);
        if (dart < 66) {
            people(member, dart);
        } else if (dart < 82) {
            network(member);
        } else if (dart < 91) {
            process(member);
        } else if (dart < 96) {
            git(member);
        } else {
            runtime();
        }
        if (dice.nextInt(10) < patience) {
            pass(dice.nextInt(dice.nextBoolean() ? 100 : 6_000));
        }
    }

    /** All trouble ends, and there is time. */
    void end() {
        trace.note("rest");
        for (Member member : team) {
            member.bench().remote().faults().calm();
            member.bench().disk().calm();
            member.bench().remote().away(false);
            member.bench().remote().hinting(true);
            note(member, member.git().end());
        }
        pass(1);
        for (Member member : team) {
            member.reviveIfDead();
            member.bench().engine().resume(false);
            member.writesAgain();
        }
        pass(200_000);
        for (Member member : team) {
            member.acceptDeletions();
            pass(100_000);
        }
    }

    void pass(long millis) {
        world.pass(millis);
    }

    private void people(Member member, int dart) {
        if (dart < 36 && member.git().isBusy()) {
            note(member, "waits for git");
        } else if (dart < 33) {
            note(member, work(member));
        } else if (dart < 36) {
            note(member, member.mover().move());
        } else {
            trace.note("world: " + visitor.edit());
        }
    }

    private static final int SELDOM = 13;

    private String work(Member member) {
        return dice.nextInt(SELDOM) == 0
                ? member.person().takeBack()
                : member.person().edit();
    }

    private void network(Member member) {
        String call = CALLS.get(dice.nextInt(CALLS.size()));
        RemoteFaults faults = member.bench().remote().faults();
        switch (dice.nextInt(9)) {
            case 0, 1 -> {
                note(member, "the world moves before " + call);
                faults.before(call, () -> trace.note("  world: " + visitor.edit()));
            }
            case 2 -> {
                note(member, "a file moves before " + call);
                faults.before(call, () -> note(member, work(member)));
            }
            case 3 -> {
                note(member, "reply of " + call + " is lost");
                faults.loseReply(call);
            }
            case 4 -> {
                note(member, "request " + call + " is lost");
                faults.loseRequest(call);
            }
            case 5 -> {
                if (NEVER_LATE.contains(call)) {
                    return;
                }
                int calls = 1 + dice.nextInt(8);
                note(member, "request " + call + " arrives " + calls + " calls later");
                faults.delay(call, calls);
            }
            case 6 -> {
                note(member, "request " + call + " arrives twice");
                faults.twice(call);
            }
            case 7 -> {
                boolean tells = dice.nextBoolean();
                note(member, "the socket " + (tells ? "tells" : "is silent"));
                member.bench().remote().hinting(tells);
            }
            default -> {
                boolean away = dice.nextBoolean();
                note(member, away ? "the runtime is away" : "the runtime is back");
                member.bench().remote().away(away);
            }
        }
    }

    private void process(Member member) {
        Bench bench = member.bench();
        switch (dice.nextInt(9)) {
            case 0, 1 -> {
                boolean onlyReads = dice.nextInt(3) == 0;
                note(member, "the daemon restarts" + (onlyReads ? " and writes nothing into the project" : ""));
                member.restart(onlyReads);
            }
            case 2 -> {
                note(member, "the daemon is told to pause, or to go on");
                if (dice.nextBoolean()) {
                    bench.engine().pause();
                } else {
                    bench.engine().resume(false);
                }
            }
            case 3, 4 -> stall(member);
            default -> crashSoon(member);
        }
    }

    /** A call of the disk takes its time, and the world goes on meanwhile. */
    private void stall(Member member) {
        int k = 1 + dice.nextInt(40);
        int millis = dice.nextInt(LONGEST_STALL);
        boolean here = dice.nextBoolean();
        note(member, "disk look " + k + " takes " + millis + " ms");
        member.bench().disk().stallAt(k, () -> {
            member.bench().time().elapse(millis);
            note(member, "  meanwhile " + (here ? work(member) : "in the world: " + visitor.edit()));
        });
    }

    private void crashSoon(Member member) {
        Bench bench = member.bench();
        int k = 1 + dice.nextInt(25);
        boolean after = dice.nextBoolean();
        if (dice.nextInt(3) == 0) {
            note(member, "the daemon dies " + (after ? "after" : "before") + " request " + k);
            bench.remote().faults().crashAt(k, after, () -> bench.disk().crashBefore(1));
        } else if (after) {
            note(member, "the daemon dies after disk call " + k);
            bench.disk().crashAfter(k);
        } else {
            note(member, "the daemon dies before disk call " + k);
            bench.disk().crashBefore(k);
        }
    }

    private void git(Member member) {
        switch (dice.nextInt(4)) {
            case 0 -> note(member, member.git().commit());
            case 1 -> note(member, member.git().begin());
            default -> note(member, member.git().end());
        }
    }

    private void runtime() {
        int dart = dice.nextInt(8);
        if (dart < 4) {
            trace.note("the runtime restarts");
            world.runtime().restart();
        } else if (dart < 6) {
            forget(1 + dice.nextInt(4));
        } else if (backup == null || dart == 6) {
            trace.note("a backup of the runtime is taken");
            backup = world.runtime().backup();
        } else {
            trace.note("the runtime is restored from the backup");
            world.runtime().restore(backup);
            tokens.forgiveWhatOnlyTheWorldHad();
        }
    }

    /**
     * Nobody goes on from what the runtime has gone back to before everybody has seen it: what somebody writes on top of
     * that cannot be told from what they would have written on purpose.
     */
    private void forget(int most) {
        pass(1); // a daemon that was told to pause hears it
        int ops = world.runtime().unsaved(most);
        if (team.stream().allMatch(Member::isAttentive)) {
            trace.note("the runtime restarts and has forgotten " + ops + " ops");
            world.runtime().restartForgetting(ops);
            tokens.forgiveWhatNobodyHadSeen();
            pass(60_000);
        }
    }

    private void note(Member member, String what) {
        trace.note(member.name() + ": " + what);
    }
}
