package dev.lobbysync.daemon.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What goes wrong: lines, processes, and people who use git. Whatever lasts ends by itself or with {@link #clear}. */
final class Weather {
    private final World world;
    private final List<Member> team;
    private final Ledger ledger;
    private final Random random;
    private final Journal journal;
    private final List<Lasting> lasting = new ArrayList<>();
    private final Set<Member> frozen = new HashSet<>();
    private boolean runtimeAway;
    private int faults;

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Something that ends later.
     *
     * @param subject what it is about; one thing at a time
     */
    private record Lasting(Object subject, long endNanos, Step end) {}

    Weather(World world, List<Member> team, Ledger ledger, Random random, Journal journal) {
        this.world = world;
        this.team = team;
        this.ledger = ledger;
        this.random = random;
        this.journal = journal;
    }

    int faults() {
        return faults;
    }

    boolean runtimeAway() {
        return runtimeAway;
    }

    /** Whether something happens to this member's process, line or files right now. */
    boolean troubles(Member member) {
        return lasting.stream().anyMatch(one -> one.subject() == member);
    }

    boolean frozen(Member member) {
        return frozen.contains(member);
    }

    /** Ends what is due. */
    void tick() throws IOException {
        long now = System.nanoTime();
        for (Lasting one : List.copyOf(lasting)) {
            if (one.endNanos() - now <= 0) {
                lasting.remove(one);
                one.end().run();
            }
        }
    }

    /** Ends everything now. */
    void clear() throws IOException {
        while (!lasting.isEmpty()) {
            lasting.remove(0).end().run();
        }
    }

    private void later(Object subject, int leastMillis, int mostMillis, Step end) {
        long millis = leastMillis + random.nextInt(mostMillis - leastMillis);
        lasting.add(new Lasting(subject, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), end));
    }

    /** Something goes wrong. The first member's daemon is never ended, so that one can see whether it grows. */
    void strike() throws IOException {
        int dice = random.nextInt(20);
        if (dice == 0 && !runtimeAway) {
            faults++;
            runtimeDies();
            return;
        } else if (dice == 1 && !runtimeAway) {
            faults++;
            journal.note("the runtime freezes");
            runtimeAway = true;
            world.signal("STOP");
            later(world, 300, 4_000, () -> {
                world.signal("CONT");
                runtimeAway = false;
            });
            return;
        }
        Member member = team.get(random.nextInt(team.size()));
        if (troubles(member)) {
            return;
        }
        faults++;
        if (dice < 11) {
            line(member, dice);
        } else if (dice < 14) {
            git(member);
        } else if (dice < 16) {
            journal.note(member.name + ": frozen");
            member.signal("STOP");
            frozen.add(member);
            later(member, 200, 6_000, () -> {
                member.signal("CONT");
                frozen.remove(member);
            });
        } else if (member != team.get(0)) {
            end(member, dice > 16);
        }
    }

    private void runtimeDies() {
        journal.note("the runtime dies");
        runtimeAway = true;
        world.kill();
        later(world, 0, 3_000, () -> {
            int port = world.start();
            team.forEach(member -> member.cable.leadTo(port));
            runtimeAway = false;
        });
    }

    private void line(Member member, int dice) {
        Cable cable = member.cable;
        switch (dice) {
            case 2, 3 -> cable.dropAll();
            case 4 -> cable.cut();
            case 5 -> cable.stall();
            case 6, 7 -> cable.delay(5 + random.nextInt(150));
            case 8 -> cable.loseAnswers();
            default -> cable.breakAfter(random.nextInt(20_000));
        }
        journal.note(member.name + ": trouble " + dice + " with the line");
        later(member, 200, 6_000, cable::heal);
    }

    /** At any moment of what it is doing about the edits of just now. */
    private void end(Member member, boolean hard) {
        later(member, 0, 400, () -> {
            journal.note(member.name + (hard ? ": killed" : ": stopped"));
            if (hard) {
                member.kill();
            } else {
                member.stop();
            }
            later(member, 0, 4_000, member::start);
        });
    }

    private void git(Member member) throws IOException {
        journal.note(member.name + ": commits");
        commit(member);
        if (random.nextInt(3) > 0) {
            return;
        }
        int back = 1 + random.nextInt(3);
        try {
            checkOut(member, "HEAD~" + back, true);
        } catch (IOException e) {
            journal.note(member.name + ": git refuses: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return;
        }
        journal.note(member.name + ": " + back + " commits back");
        later(member, 100, 5_000, () -> {
            for (int attempt = 0; ; attempt++) {
                try {
                    checkOut(member, "main", false);
                    journal.note(member.name + ": back on main");
                    return;
                } catch (IOException e) {
                    if (attempt == 20) {
                        throw e;
                    }
                    commit(member);
                }
            }
        });
    }

    private static void commit(Member member) throws IOException {
        member.git("add", "-A");
        member.git("commit", "-q", "--allow-empty", "-m", "more");
    }

    private void checkOut(Member member, String where, boolean detached) throws IOException {
        String before = member.git("rev-parse", "HEAD").strip();
        String after = member.git("rev-parse", where).strip();
        if (detached) {
            member.git("checkout", "-q", "--detach", after);
        } else {
            member.git("checkout", "-q", where);
        }
        StringBuilder gone = new StringBuilder();
        StringBuilder come = new StringBuilder();
        member.git("diff", "--no-renames", "--text", before, after).lines().forEach(line -> {
            if (line.startsWith("-")) {
                gone.append(line).append('\n');
            } else if (line.startsWith("+")) {
                come.append(line).append('\n');
            }
        });
        if (detached) {
            ledger.setAside(gone.toString(), come.toString(), member.name + ": git checkout " + where);
        } else {
            ledger.changed(gone.toString(), come.toString(), member.name + ": git checkout " + where);
        }
    }
}
