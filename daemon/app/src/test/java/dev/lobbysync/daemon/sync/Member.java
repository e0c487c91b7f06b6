package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Loss;
import java.util.List;
import java.util.Random;

/** Somebody in a simulated team: a project, its daemon, and the person who edits there and answers its questions. */
final class Member {
    private static final int LIVES = 200;

    private final String name;
    private final Bench bench;
    private final Tokens tokens;
    private final Random dice;
    private final Trace trace;
    private final LocalPerson person;
    private final FileMover mover;
    private final GitUser git;
    private boolean onlyReads;
    private int crashes;

    Member(String name, Bench bench, Tokens tokens, Random dice, Trace trace) {
        this.name = name;
        this.bench = bench;
        this.tokens = tokens;
        this.dice = dice;
        this.trace = trace;
        this.person = new LocalPerson(bench, tokens, dice, name);
        this.mover = new FileMover(bench, dice, name);
        this.git = new GitUser(bench, tokens, dice);
    }

    String name() {
        return name;
    }

    Bench bench() {
        return bench;
    }

    LocalPerson person() {
        return person;
    }

    FileMover mover() {
        return mover;
    }

    GitUser git() {
        return git;
    }

    /** Whether the daemon is at work, asks nothing, and nothing is about to come in between. */
    boolean isAttentive() {
        return bench.time().isAlive()
                && !onlyReads
                && bench.status().phase().word().equals("watching")
                && !bench.remote().isAway()
                && !git.isBusy()
                && bench.conflicts().isEmpty()
                && bench.remote().faults().isCalm()
                && bench.disk().isCalm();
    }

    /** An orderly stop and a start, from then on perhaps without writing into the project. */
    void restart(boolean onlyReading) {
        onlyReads = onlyReading;
        if (bench.time().isAlive()) {
            bench.stop();
        }
        bench.bidirectional(!onlyReading);
        bench.start();
    }

    void writesAgain() {
        if (onlyReads) {
            restart(false);
        }
    }

    /** A daemon that died starts again, on what the crash left of its disk. */
    void reviveIfDead() {
        if (bench.remote().faults().isDead() || bench.disk().isDead()) {
            bench.time().kill();
        }
        while (!bench.time().isAlive() && crashes < LIVES) {
            Loss loss = Loss.values()[dice.nextInt(Loss.values().length)];
            say("the daemon is dead; it starts again, lost: " + loss);
            crashes++;
            bench.revive(loss);
            bench.start();
        }
    }

    void acceptDeletions() {
        boolean held = bench.status().held().stream().anyMatch(SyncStatus.Waiting::deletion);
        if (held || bench.status().guard() != null) {
            say("accepted: " + bench.status().guard() + " " + bench.status().held());
            bench.engine().resume(true);
        }
    }

    void resolveEverything() {
        for (String object : List.copyOf(bench.conflicts().keySet())) {
            if (bench.conflicts().containsKey(object)) {
                resolve(object);
            }
        }
    }

    /** As a whole, or field by field. */
    private void resolve(String object) {
        List<String> fields = bench.conflict(object).unsettled();
        if (fields.isEmpty()) {
            answer(object, Choice.of(Use.MERGED));
        } else if (dice.nextInt(3) > 0) {
            answer(object, Choice.of(side()));
        } else {
            for (String field : fields) {
                if (bench.conflicts().containsKey(object)) {
                    answer(object, Choice.of(field, side()));
                }
            }
        }
    }

    private Use side() {
        return dice.nextBoolean() ? Use.LOCAL : Use.REMOTE;
    }

    private void answer(String object, Choice choice) {
        say("resolve " + object + " with " + choice + ": "
                + bench.resolve(object, choice).message());
    }

    /** Does what the status asks for, where it is not a conflict. */
    void answerHolds() {
        acceptDeletions();
        for (var waiting : bench.status().held()) {
            String id = waiting.key().id();
            if (waiting.reason().contains("neither side has") && bench.row(id) != null) {
                removeRow(id);
            }
            if (waiting.reason().contains("bring it back")) {
                say(person.editApp(id));
            }
            if (waiting.reason().contains("still places")) {
                person.rowsOf(id).forEach(row -> removeRow(row.path("id").asText()));
            }
        }
    }

    private void removeRow(String id) {
        JsonNode row = bench.row(id);
        say("row " + id + " goes with its app");
        tokens.superseded(String.valueOf(row));
        bench.removeRow(id);
    }

    private void say(String what) {
        trace.note(name + ": " + what);
    }
}
