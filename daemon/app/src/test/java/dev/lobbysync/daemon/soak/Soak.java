package dev.lobbysync.daemon.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a runtime and the daemons of a team for minutes or hours while people edit everything at once and everything that
 * can break does, and says whether anything was lost, doubled, or grew. From the root of the checkout:
 *
 * <pre>mvn -q -DskipTests package &amp;&amp; java -cp 'daemon/app/target/test-classes:daemon/app/target/daemon.jar:daemon/app/target/lib/*'
 *     dev.lobbysync.daemon.soak.Soak [minutes=30] [strict] [seed=S] [apps=12] [members=2] [rest=4]</pre>
 *
 * <p>{@code rest}: minutes between two checks at rest. Exit code 0 if nothing was lost, doubled or grew without bound. Else
 * its directory stays, with {@code soak.log}, in which a token tells its story. A seed repeats the same edits and faults,
 * though not their moments.
 */
public final class Soak {
    private static final int MEAN_PAUSE_MILLIS = 220;

    private final Map<String, String> options = new HashMap<>(
            Map.of("minutes", "30", "seed", "", "apps", "12", "members", "2", "rest", "4", "strict", "false"));
    private final Path launcher = Path.of("daemon/bin/gamedev").toAbsolutePath();
    private final Path directory;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final Journal journal;
    private final List<Member> team = new ArrayList<>();
    private final World world;
    private final Oracle oracle;
    private final Weather weather;
    private final Growth growth;
    private int fileEdits;
    private int worldEdits;

    private Soak(String[] arguments) throws IOException {
        for (String argument : arguments) {
            String[] parts = argument.equals("strict") ? new String[] {"strict", "true"} : argument.split("=", 2);
            if (parts.length != 2 || !options.containsKey(parts[0])) {
                throw new IllegalArgumentException("unknown option " + argument + "; known: " + options.keySet());
            }
            options.put(parts[0], parts[1]);
        }
        if (option("seed").isEmpty()) {
            options.put("seed", Long.toString(System.currentTimeMillis() % 1_000_000));
        }
        directory = Files.createTempDirectory("gamedev-soak");
        random = new Random(Long.parseLong(option("seed")));
        journal = new Journal(directory.resolve("soak.log"));
        world = new World(launcher, directory);
        oracle = new Oracle(world, team, ledger, journal);
        weather = new Weather(world, team, ledger, random, journal);
        growth = new Growth(team);
    }

    /** @param arguments see above */
    public static void main(String[] arguments) throws Exception {
        System.exit(new Soak(arguments).run() ? 0 : 1);
    }

    private String option(String name) {
        return options.getOrDefault(name, "");
    }

    private boolean run() throws IOException {
        System.err.println("seed " + option("seed") + ", in " + directory);
        Thread cleaner = new Thread(this::endAll, "end of the soak");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            begin();
            load(TimeUnit.MINUTES.toNanos(Long.parseLong(option("minutes"))));
        } catch (RuntimeException | IOException | AssertionError e) {
            journal.failure("the soak itself broke off: " + e);
            e.printStackTrace();
        } finally {
            endAll();
            journal.close();
        }
        return verdict();
    }

    private void begin() throws IOException {
        int port = world.start();
        Path first = Files.createDirectories(directory.resolve("a"));
        Member a = member("a", first, port);
        a.person.layOut(Integer.parseInt(option("apps")));
        a.git("init", "-q", "-b", "main");
        a.git("add", "-A");
        a.git("commit", "-q", "-m", "all");
        a.start();
        Pause.until("the first daemon is ready", 120_000, a::ready);
        for (int i = 1; i < Integer.parseInt(option("members")); i++) {
            String name = String.valueOf((char) ('a' + i));
            Path root = directory.resolve(name);
            a.git("clone", "-q", first.toString(), root.toString());
            Member colleague = member(name, root, port);
            colleague.start();
            Pause.until("the daemon of " + name + " is ready", 120_000, colleague::ready);
        }
    }

    private Member member(String name, Path root, int port) throws IOException {
        Member member =
                new Member(name, root, launcher, ledger, random, journal, Boolean.parseBoolean(option("strict")));
        member.cable.leadTo(port);
        team.add(member);
        return member;
    }

    private void load(long nanos) throws IOException {
        Rest rest = new Rest(world, team, oracle, journal);
        Visitor visitor = new Visitor(world, ledger, random);
        long begin = System.nanoTime();
        long restEvery = TimeUnit.MINUTES.toNanos(Long.parseLong(option("rest")));
        long nextRest = begin + restEvery;
        long nextRow = begin + TimeUnit.MINUTES.toNanos(1);
        System.out.println(Growth.HEAD);
        while (System.nanoTime() - begin < nanos) {
            step(visitor);
            if (System.nanoTime() - nextRest >= 0) {
                rest(rest);
                nextRest = System.nanoTime() + restEvery;
            }
            if (System.nanoTime() - nextRow >= 0) {
                row(begin);
                nextRow += TimeUnit.MINUTES.toNanos(1);
            }
        }
        rest(rest);
        row(begin);
    }

    private void step(Visitor visitor) throws IOException {
        weather.tick();
        for (Member member : team) {
            if (!weather.troubles(member)) {
                member.attend();
            }
        }
        int dice = random.nextInt(100);
        if (dice < 55) {
            Member member = team.get(random.nextInt(team.size()));
            fileEdits++;
            journal.note(member.name + ": " + member.person.edit());
        } else if (dice < 91) {
            if (!weather.runtimeAway()) {
                worldEdits++;
                journal.note("world: " + visitor.edit());
            }
        } else if (dice < 97) {
            weather.strike();
        } else {
            resolveSomething();
        }
        Pause.millis((long) (-Math.log(1 - random.nextDouble()) * MEAN_PAUSE_MILLIS));
    }

    private void resolveSomething() throws IOException {
        Member member = team.get(random.nextInt(team.size()));
        if (!weather.troubles(member) && !weather.runtimeAway() && member.ready()) {
            var open = member.open();
            if (!open.isEmpty()) {
                oracle.countConflicts();
                member.resolve(open.get(random.nextInt(open.size())));
            }
        }
    }

    private void rest(Rest rest) throws IOException {
        weather.clear();
        rest.check(team.get(team.size() - 1));
    }

    private void row(long begin) throws IOException {
        oracle.countConflicts();
        if (!weather.runtimeAway()) {
            oracle.readFeed();
        }
        int open = 0;
        int resolved = 0;
        for (Member member : team) {
            open += member.open().size();
            resolved += member.resolved();
        }
        String counts = String.join(
                " | ",
                Long.toString(TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin)),
                fileEdits + " + " + worldEdits,
                Integer.toString(weather.faults()),
                oracle.ops() + " (" + oracle.opsByVisitor() + ")",
                oracle.conflicts() + " / " + resolved + " / " + open,
                Integer.toString(oracle.lost()),
                Integer.toString(oracle.duplicated()),
                Integer.toString(oracle.redundant()));
        System.out.println("| " + counts + " | " + growth.sample(member -> !weather.frozen(member)) + " |");
    }

    private boolean verdict() throws IOException {
        List<String> failures = new ArrayList<>(journal.failures());
        failures.addAll(growth.complaints());
        System.out.println();
        System.out.println(fileEdits + " edits of files and " + worldEdits + " of the world, " + weather.faults()
                + " faults, " + oracle.ops() + " ops, " + oracle.conflicts() + " conflicts, " + refusals()
                + " refused strict starts; " + ledger.size() + " values are still of interest.");
        System.out.println(
                failures.isEmpty()
                        ? "Nothing was lost, nothing was doubled, nothing grows."
                        : failures.size() + " failures, with seed " + option("seed") + ":");
        failures.forEach(failure -> System.out.println("  " + failure));
        if (failures.isEmpty()) {
            remove(directory);
        } else {
            System.out.println("Everything is left in " + directory + ": search soak.log for a token, then"
                    + " a/.lobby/logs/daemon.log (gamedev sync log --project " + directory + "/a) for its object.");
        }
        return failures.isEmpty();
    }

    private int refusals() {
        return team.stream().mapToInt(Member::refusals).sum();
    }

    private void endAll() {
        team.forEach(Member::kill);
        world.kill();
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
