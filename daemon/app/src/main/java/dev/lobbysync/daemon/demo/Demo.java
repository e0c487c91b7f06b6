package dev.lobbysync.daemon.demo;

import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.worlds.GeneratedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code gamedev sync demo}: a runtime with a production-like world and a project's daemon, each a process of its own on loopback, and
 * the main job done with them for real in a temporary directory.
 */
public final class Demo {
    private static final long SEED = 20_260_301;

    private final Terminal terminal;
    private final Path directory;
    private final Launcher launcher;
    private final RuntimeProcess runtime;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable DemoProject project;

    private Demo(Terminal terminal, Path directory, @Nullable String launcher) {
        this.terminal = terminal;
        this.directory = directory;
        this.launcher = Launcher.of(launcher, directory);
        this.runtime = new RuntimeProcess(this.launcher, directory.resolve("runtime"));
    }

    /**
     * Runs the demo.
     *
     * @param keep leave runtime and daemon running and say how to go on; otherwise both are stopped and the directory removed
     * @param apps apps of the world beside the scene
     * @param entities entities of the world
     * @param launcher the launcher script, value of {@code GAMEDEV_LAUNCHER}
     * @return 0 only if every step held
     */
    public static int run(boolean keep, int apps, int entities, @Nullable String launcher, Terminal terminal)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("gamedev-demo-").toRealPath();
        Demo demo = new Demo(terminal, directory, launcher);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::interrupted, "demo-end"));
        boolean held = false;
        boolean ended;
        try {
            held = demo.steps(apps, entities);
        } finally {
            ended = demo.over.compareAndSet(false, true);
            if (ended && !keep) {
                demo.stopEverything();
            }
        }
        if (!ended) {
            return ExitCodes.PERSON;
        }
        demo.say(held, keep);
        if (held && !keep) {
            delete(directory);
        }
        return held ? ExitCodes.OK : ExitCodes.PERSON;
    }

    private boolean steps(int apps, int entities) throws IOException, InterruptedException {
        terminal.line("gamedev sync, the main job for real, in " + directory);
        terminal.line("");
        Steps steps = new Steps(terminal, over::get);
        MainJob[] job = new MainJob[1];
        try {
            return steps.step("a world is built inside a runtime", () -> {
                        AdminApi world = runtime.start(RuntimeProcess.ANY_PORT);
                        InWorldEditor editor = InWorldEditor.enter(world);
                        new WorldFiller(world, editor)
                                .fill(GeneratedWorld.of(SEED, apps, entities).asRemote());
                        DemoProject empty = DemoProject.create(launcher, directory.resolve("project"), world);
                        project = empty;
                        job[0] = new MainJob(runtime, empty, world, editor);
                        return Steps.Outcome.of(apps + " apps and " + entities + " entities at " + world.url()
                                + "; an empty project beside it");
                    })
                    && steps.step("first sync: all of it arrives in the empty project", job[0]::firstSync)
                    && steps.step("a restart with nothing changed writes nothing", job[0]::unchangedRestart)
                    && steps.step("an edit in a file arrives in the world", job[0]::fileToWorld)
                    && steps.step("an edit in the world arrives in the file", job[0]::worldToFile)
                    && steps.step("different fields edited at once merge", job[0]::differentFields)
                    && steps.step("the same field edited at once: a conflict, resolved", job[0]::sameField)
                    && steps.step("a script edited on both sides merges by lines", job[0]::scriptLines)
                    && steps.step("an outage with edits on both sides heals", job[0]::outage)
                    && steps.step("a renamed app folder writes nothing to the world", job[0]::renamedFolder)
                    && steps.step("a branch switch moves what differs, and only that", job[0]::branchSwitch);
        } finally {
            if (job[0] != null) {
                job[0].editor().close();
            }
        }
    }

    private void say(boolean held, boolean keep) {
        terminal.line("");
        terminal.line(
                held
                        ? "All of it held."
                        : "Not all of it held. The files are left in " + directory + "; the daemon's log is in "
                                + directory.resolve("project/.lobby/logs") + ".");
        DemoProject left = project;
        if (!keep || left == null) {
            return;
        }
        String option = " --project=" + left.root();
        terminal.line("");
        terminal.line(
                "Runtime (pid " + runtime.pid() + ") and daemon (pid " + left.pid() + ") are left running. Go on:");
        terminal.line("  cd " + left.root() + "   (edit the files; address and admin code of the world are in .env)");
        terminal.line("  " + launcher.script() + " sync status" + option);
        terminal.line("  " + launcher.script() + " sync conflicts" + option);
        terminal.line("Stop both, then remove everything:");
        terminal.line("  " + launcher.script() + " sync stop" + option);
        terminal.line("  kill " + runtime.pid());
        terminal.line("  rm -rf " + directory);
    }

    /** Ctrl-C: nothing is left running and nothing is left behind. */
    private void interrupted() {
        if (over.compareAndSet(false, true)) {
            launcher.startNothingMore();
            stopEverything();
            try {
                delete(directory);
            } catch (IOException e) {
                terminal.problem("cannot remove " + directory + ": " + e.getMessage());
            }
        }
    }

    private void stopEverything() {
        try {
            DemoProject started = project;
            if (started != null) {
                started.end();
            }
            runtime.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
