package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.ProjectGoneException;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of the daemon. {@link #run} is the sync context: one thread that owns the trees, waits, and carries out the
 * same cycle whatever woke it. Every other public method may be called from any thread.
 */
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final long COMPARE_MILLIS = 15 * 60_000L;
    private static final long GIT_POLL_MILLIS = 100;
    private static final long DISK_RETRY_MILLIS = 2_000;

    private final Ports ports;
    private final SyncOptions options;
    private final FirstMeeting firstMeeting;
    private final Forecaster forecaster;
    private final Consumer<SyncStatus> onReady;
    private final Inbox inbox;
    private final Waits waits;
    private final Trees trees;
    private final FeedReader feed;
    private final Handshake handshake;
    private final Cycle cycle;
    private final StatusBoard board;
    private final LostAssets lostAssets;
    private final Choices choices;
    private final GitPause git;
    private final FileNews files;
    private final Flushes flushes = new Flushes();
    private boolean connected;
    private boolean projectGone;
    private boolean met;
    private boolean stopping;
    private boolean paused;
    private @Nullable String halted;
    private @Nullable Ended refused;
    private int attempts;
    private long connectAt;
    private long lastDrain;
    private boolean drainAsked;
    private long lastNews;
    private long lastCompare;

    /** Why {@link #run} returned. */
    public enum Ended {
        /** Asked to. */
        STOPPED,
        /** The runtime refused the code at start, or serves another world. */
        REFUSED,
        /** Strict, and there are conflicts. */
        STRICT_CONFLICTS,
        /** A person did not agree to what the first meeting would do, or there was nobody to ask. */
        DECLINED
    }

    /**
     * What came of resolving a conflict.
     *
     * @param kind how it ended
     */
    public record Resolution(Kind kind, String message) {
        /** The kinds of outcome. */
        public enum Kind {
            RESOLVED,
            /** One field is settled and remembered, others are open. */
            SETTLED,
            ALREADY_RESOLVED,
            MOVED_ON,
            REFUSED,
            FAILED,
            UNKNOWN
        }
    }

    /** Wires the heart, with nobody to ask and no side preferred. */
    public SyncEngine(Ports ports, SyncOptions options, Consumer<SyncStatus> onReady) {
        this(ports, options, MeetingTerms.PLAIN, onReady);
    }

    /**
     * Wires the heart.
     *
     * @param terms how a first meeting shall go
     * @param onReady called on the sync context once the first handshake is done
     */
    public SyncEngine(Ports given, SyncOptions options, MeetingTerms terms, Consumer<SyncStatus> onReady) {
        DeferredState state = new DeferredState(given.state());
        this.ports = given.with(state);
        this.options = options;
        this.onReady = onReady;
        this.inbox = new Inbox(ports.scheduler());
        noticePolicy(state.policy());
        this.git = new GitPause(ports.git(), ports.clock());
        Heart heart = Heart.of(ports, options);
        this.waits = heart.waits();
        this.trees = heart.trees();
        this.feed = heart.feed();
        this.handshake = heart.handshake();
        this.cycle = heart.cycle();
        this.lostAssets = heart.lostAssets();
        this.board = heart.board();
        this.forecaster = heart.forecaster();
        this.firstMeeting = new FirstMeeting(state, terms, heart);
        this.choices = new Choices(ports, trees, waits, cycle);
        this.files = new FileNews(ports, trees, waits, flushes, git);
    }

    private void noticePolicy(@Nullable String before) {
        if (before != null && !before.equals(options.policyVersion())) {
            ports.telemetry()
                    .notice("the merge policy has changed since both sides were last in step; it decides from now on,"
                            + " and what was agreed on stays so");
        }
    }

    /** The latest picture; never blocks. */
    public SyncStatus status() {
        return board.status();
    }

    /** Begins an orderly stop. */
    public void stop() {
        inbox.request(() -> stopping = true);
    }

    /** Stops planning and applying until {@link #resume}. */
    public void pause() {
        inbox.request(() -> paused = true);
    }

    /** Completes once all that was asked for so far has been heard; nothing is being written at that moment. */
    public CompletableFuture<Void> heard() {
        return inbox.ask(() -> null);
    }

    /**
     * Goes on after a pause or a halt.
     *
     * @param acceptDeletions lets the held deletions go ahead
     * @return how many deletions were accepted
     */
    public CompletableFuture<Integer> resume(boolean acceptDeletions) {
        return inbox.ask(() -> {
            paused = false;
            if (halted != null) {
                halted = null;
                connected = false;
                connectAt = 0;
            }
            int accepted = acceptDeletions ? waits.heldDeletions().size() : 0;
            if (acceptDeletions) {
                cycle.acceptDeletions();
            }
            return accepted;
        });
    }

    /**
     * Completes once everything that either side has now is settled, frozen or held, or once that cannot be without a
     * person; the status says so by then.
     */
    public CompletableFuture<Flushed> flush() {
        CompletableFuture<Flushed> done = new CompletableFuture<>();
        inbox.request(() -> {
            flushes.add(done);
            // A hint may still be on its way, or lost; what the world has now counts.
            drainAsked = true;
        });
        return done;
    }

    /** Resolves a conflict with one side. */
    public CompletableFuture<Resolution> resolve(String artifactId, Use use) {
        return resolve(artifactId, Choice.of(use));
    }

    /** Resolves a conflict, or a field of it; completes once the choice is on both sides or noted, or cannot be. */
    public CompletableFuture<Resolution> resolve(String artifactId, Choice choice) {
        CompletableFuture<Resolution> done = new CompletableFuture<>();
        inbox.request(() -> done.complete(
                connected
                        ? resolveNow(artifactId, choice, paused || halted != null)
                        : new Resolution(Resolution.Kind.FAILED, "the runtime is away; try again when it is back")));
        return done;
    }

    /**
     * What a sync would do now; completes exceptionally with a {@link RemoteException} while the runtime is away.
     *
     * @param prefer see {@link MeetingTerms}
     */
    public CompletableFuture<Forecast> forecast(@Nullable Use prefer) {
        return inbox.ask(() -> {
            if (!connected) {
                String why = board.status().phase().why();
                throw new RemoteException(RemoteException.Kind.AWAY, "", "the daemon is not connected: " + why);
            }
            files.scan();
            waits.dirty(feed.drain().dirty());
            return forecaster.forecast(false, prefer);
        });
    }

    /** Runs until stopped or refused. The calling thread becomes the sync context. */
    public Ended run() throws InterruptedException, IOException {
        files.start(ports.scheduler()::wake);
        while (!stopping && refused == null) {
            try {
                turn();
            } catch (RemoteException e) {
                lost(e);
            } catch (ProjectGoneException e) {
                projectGone = true;
                halt(String.valueOf(e.getMessage()));
            } catch (IOException | UncheckedIOException e) {
                failed("the disk refused: " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("a turn of the sync context failed", e);
                failed("a defect of gamedev got in the way (" + e + "); please report it");
            } catch (OutOfMemoryError | StackOverflowError e) {
                // What was in hand is let go of; the next turn begins with what lies on the disk and in the world.
                failed("the memory of the daemon did not suffice (" + e
                        + "); give it more, for instance with GAMEDEV_JAVA_OPTS=-Xmx2g");
            }
            if (!stopping && refused == null) {
                board.publish(connected, met, feed.position().cursor(), cycle.guardMessage());
                if (waitsForPerson()) {
                    flushes.giveUp(Flushed.STOPPED);
                }
                ports.scheduler().awaitWake(deadline());
            }
        }
        return end();
    }

    private void turn() throws RemoteException, IOException {
        requests();
        if (stopping) {
            return;
        }
        String lost = inbox.takeDisconnected();
        if (lost != null && connected) {
            throw new RemoteException(RemoteException.Kind.AWAY, "", lost);
        }
        if (halted != null || paused) {
            board.phase(halted != null ? new Phase.Halted(halted) : new Phase.Paused());
            return;
        }
        files.take();
        if (!connected) {
            if (now() < connectAt) {
                return;
            }
            connect();
            if (!connected || refused != null) {
                return;
            }
        }
        work();
    }

    private void connect() throws RemoteException, IOException {
        if (attempts == 0) {
            board.phase(new Phase.Handshake());
        }
        long began = now();
        // Of the connection before; what is told from here on is about the new one.
        inbox.takeDisconnected();
        handshake.prepare(attempts == 0 && !met);
        Remote.Session session = ports.remote().connect(inbox);
        board.phase(new Phase.Handshake());
        String distrust = met ? handshake.meet(session) : firstMeeting.meet(session);
        if (!distrust.isEmpty()) {
            halt(distrust);
            return;
        }
        if (!met && !firstMeeting.agreed()) {
            refused = Ended.DECLINED;
            return;
        }
        // Connecting takes its time, and a person who was asked even more; what the files say may be old by now.
        files.take();
        connected = true;
        projectGone = false;
        lastCompare = now();
        waits.dirty(trees.all());
        ports.conflicts().open().forEach(artifact -> waits.dirty(artifact.key()));
        if (options.strict() && !met && cycle.conflictsAhead()) {
            refused = Ended.STRICT_CONFLICTS;
            return;
        }
        cycle.run(met ? "reconnect" : "startup");
        attempts = 0;
        ports.telemetry().gauge(Telemetry.Gauge.HANDSHAKE_MILLIS, now() - began);
        lastDrain = now();
        if (!gitWaits()) {
            becomeReady();
        }
    }

    /** The first handshake is done. */
    private void becomeReady() throws IOException {
        if (!met) {
            met = true;
            board.phase(new Phase.Watching());
            board.publish(true, true, feed.position().cursor(), cycle.guardMessage());
            onReady.accept(board.status());
            compact();
        }
    }

    private void work() throws RemoteException, IOException {
        Set<ObjectKey> hints = inbox.takeHints();
        waits.dirty(hints);
        waits.due(now());
        if (now() - lastCompare >= COMPARE_MILLIS) {
            lastCompare = now();
            Remote.Session fresh = ports.remote().snapshot();
            if (handshake.isSuddenlyEmpty(fresh)) {
                halt(handshake.emptied());
                return;
            }
            waits.dirty(feed.compare(fresh));
        }
        boolean pollDue = drainAsked || now() - lastDrain >= pollMillis();
        drainAsked = false;
        if (pollDue && !waits.anyDirty()) {
            FeedReader.Drained drained = feed.drain();
            waits.dirty(drained.dirty());
            lastDrain = now();
        }
        if (waits.anyDirty()) {
            lastNews = now();
            if (gitWaits()) {
                return;
            }
            board.phase(new Phase.Applying());
            board.publish(true, met, feed.position().cursor(), cycle.guardMessage());
            cycle.run("live");
            lastDrain = now();
            if (!gitWaits()) {
                becomeReady();
            }
        }
        if (options.bidirectional()) {
            lostAssets.restore();
        }
        if (ports.state().compactionDue()) {
            compact();
        }
        if (!gitWaits()) {
            board.phase(new Phase.Watching());
        }
        finishFlushes();
    }

    private void compact() throws IOException {
        ports.state().compact();
        ports.project().checkpoint(waits.dirtyCount() == 0 && waits.failing().isEmpty());
    }

    private boolean gitWaits() {
        boolean holds = git.holds(waits.anyDirty());
        if (holds) {
            trees.graceAnew();
        }
        if (git.isLong()) {
            board.phase(git.phase());
        }
        return holds;
    }

    private boolean waitsForPerson() {
        return paused || halted != null || (connected && git.isLong());
    }

    private void requests() {
        Runnable request = inbox.nextRequest();
        while (request != null) {
            request.run();
            request = inbox.nextRequest();
        }
    }

    private Resolution resolveNow(String artifactId, Choice choice, boolean only) {
        try {
            return choices.resolve(artifactId, choice, only);
        } catch (RemoteException e) {
            lost(e);
            return new Resolution(Resolution.Kind.FAILED, "the runtime went away: " + e.getMessage());
        } catch (UncheckedIOException e) {
            return new Resolution(Resolution.Kind.FAILED, "the disk refused: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the choice for conflict {} could not be carried out", artifactId, e);
            return new Resolution(
                    Resolution.Kind.FAILED, "a defect of gamedev got in the way (" + e + "); please report it");
        }
    }

    private void finishFlushes() {
        boolean quiet = !waits.inFlight() && !files.settling();
        if (quiet && flushes.anyScanned()) {
            board.publish(true, met, feed.position().cursor(), cycle.guardMessage());
            flushes.finish();
        }
    }

    private void lost(RemoteException e) {
        boolean decisive = e.kind() == RemoteException.Kind.REFUSED || e.kind() == RemoteException.Kind.WRONG_WORLD;
        disconnect();
        if (decisive && !met) {
            ports.telemetry().warn(String.valueOf(e.getMessage()));
            board.note(String.valueOf(e.getMessage()));
            refused = Ended.REFUSED;
        } else if (decisive) {
            halt(e.getMessage() + "; put it right, then run: gamedev sync resume");
        } else {
            connectAt = now() + Math.max(e.retryAfterMillis(), Backoff.CONNECT.millis(attempts, ports.random()));
            if (attempts == 0) {
                ports.telemetry().warn("the runtime is away: " + e.getMessage() + "; trying again for ever");
            }
            attempts++;
            board.phase(new Phase.Offline(String.valueOf(e.getMessage())));
        }
    }

    /** Whatever it was, it is met again with everything compared anew, and never in a hot loop. */
    private void failed(String why) {
        ports.telemetry().warn(why + "; trying again");
        board.note(why);
        disconnect();
        connectAt = now() + DISK_RETRY_MILLIS + Backoff.CONNECT.millis(attempts, ports.random());
        attempts++;
    }

    private void disconnect() {
        connected = false;
        waits.dirty(inbox.takeHints());
    }

    private void halt(String why) {
        connected = false;
        halted = why;
        ports.telemetry().warn("halted: " + why);
        board.phase(new Phase.Halted(why));
    }

    private long pollMillis() {
        return PollPace.millis(now() - lastNews);
    }

    private long deadline() {
        long now = now();
        if (paused || halted != null) {
            return now + IDLE_MILLIS;
        }
        long next = Math.min(waits.nextDue(lastDrain + pollMillis()), files.nextScan());
        if (!connected) {
            next = connectAt;
        } else if (git.held()) {
            next = now + GIT_POLL_MILLIS;
        } else if (waits.anyDirty()) {
            next = now;
        }
        long settles = ports.watcher().settlesInMillis();
        return settles > 0 ? Math.min(next, now + settles) : next;
    }

    private Ended end() throws IOException {
        board.phase(new Phase.Stopping());
        flushes.giveUp(Flushed.ENDING);
        if (refused == null && !projectGone) {
            cycle.keepPosition();
            ports.state().compact();
        }
        Ended ended = refused;
        return ended == null ? Ended.STOPPED : ended;
    }

    private long now() {
        return ports.clock().monotonicMillis();
    }
}
