package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.e2e.InStep;
import dev.lobbysync.daemon.e2e.Stamps;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The check at rest: nobody edits, everything works, persons do what the status asks them to do. */
final class Rest {
    private static final int ROUNDS = 15;
    private static final long SETTLE_MILLIS = 240_000;
    private static final List<String> PLANNED = List.of("push", "pull", "merge", "conflict", "deletion", "held");

    private final World world;
    private final List<Member> team;
    private final Oracle oracle;
    private final Journal journal;

    Rest(World world, List<Member> team, Oracle oracle, Journal journal) {
        this.world = world;
        this.team = team;
        this.oracle = oracle;
        this.journal = journal;
    }

    /** Waits for rest and checks; faults must be over. */
    void check(Member restarted) throws IOException {
        journal.note("rest");
        settle();
        oracle.check("with conflicts open");
        for (int round = 0; round < ROUNDS && waitsForPeople(); round++) {
            tidyUp();
            settle();
        }
        if (waitsForPeople()) {
            for (Member member : team) {
                journal.failure(member.name + " still waits for a person after " + ROUNDS + " rounds: "
                        + member.status().path("held") + " " + member.open());
            }
        }
        for (Member member : team) {
            for (String difference : new InStep(member.root, world.editor()).differences(held(member))) {
                journal.failure(member.name + " differs from the world at rest: " + difference);
            }
            JsonNode counts = member.plan().path("counts");
            if (PLANNED.stream().anyMatch(what -> counts.path(what).asInt() > 0)) {
                journal.failure(member.name + " plans at rest: " + member.plan());
            }
        }
        quiet("at rest", () -> Pause.millis(3_000));
        quiet("by a restart", () -> {
            restarted.stop();
            restarted.start();
            Pause.until(restarted.name + " is ready again", 120_000, restarted::ready);
            settle();
        });
        oracle.check("with no conflict");
        journal.note("rest is over");
    }

    private interface Step {
        void run() throws IOException;
    }

    private void quiet(String when, Step meanwhile) throws IOException {
        long head = world.head();
        List<Stamps> before = stamps();
        meanwhile.run();
        List<JsonNode> ops = world.opsAfter(head);
        if (!ops.isEmpty()) {
            journal.failure("somebody wrote into the world " + when + ": " + ops);
        }
        if (!stamps().equals(before)) {
            journal.failure("somebody wrote into a project " + when);
        }
    }

    private List<Stamps> stamps() throws IOException {
        List<Stamps> stamps = new java.util.ArrayList<>();
        for (Member member : team) {
            stamps.add(Stamps.of(member.root, name -> !name.startsWith(".lobby") && !name.startsWith(".git")));
        }
        return stamps;
    }

    private boolean waitsForPeople() throws IOException {
        for (Member member : team) {
            JsonNode status = member.status();
            if (!member.open().isEmpty()
                    || !status.path("held").isEmpty()
                    || !status.path("guard").isNull()) {
                return true;
            }
        }
        return false;
    }

    private void tidyUp() throws IOException {
        for (Member member : team) {
            if (!member.status().path("guard").isNull()) {
                journal.note(member.name + ": accepts " + member.status().path("guard"));
                member.post("/resume", Map.of("accept-deletes", "true"));
            }
            for (JsonNode artifact : member.open()) {
                member.resolve(artifact);
            }
            JsonNode held = member.status().path("held");
            if (!held.isEmpty()) {
                int rows = member.person.removeRowsWithoutApp();
                journal.note(member.name + ": removes " + rows + " rows without app because of " + held);
            }
            settle();
        }
    }

    private static Set<String> held(Member member) throws IOException {
        Set<String> ids = new HashSet<>();
        member.status().path("held").forEach(one -> {
            String object = one.path("object").asText();
            ids.add(object.substring(object.indexOf(' ') + 1));
        });
        return ids;
    }

    /** Until every daemon says that nothing is left to do, and nothing comes any more. */
    private void settle() throws IOException {
        boolean[] in = {false};
        boolean settled = Pause.within(SETTLE_MILLIS, () -> {
            try {
                long head = world.head();
                for (Member member : team) {
                    member.attend();
                    if (!member.ready()) {
                        return false;
                    }
                    member.post("/flush", Map.of("timeout-ms", "30000"));
                }
                Pause.millis(400);
                in[0] = world.head() == head && allIdle();
                return in[0];
            } catch (IOException e) {
                journal.note("not settled: " + e);
                return false;
            }
        });
        if (!settled) {
            for (Member member : team) {
                journal.failure(member.name + " does not come to rest: "
                        + (member.ready() ? member.status() : "its daemon is not ready"));
            }
        }
    }

    private boolean allIdle() throws IOException {
        for (Member member : team) {
            JsonNode status = member.status();
            JsonNode work = status.path("work");
            if (!status.path("phase").asText().equals("watching")
                    || work.path("pending").asInt() > 0
                    || work.path("failing").asInt() > 0) {
                return false;
            }
        }
        return true;
    }
}
