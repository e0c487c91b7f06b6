package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A client that connects again and again for as long as it lives leaves no timer, thread, socket or memory behind, wherever
 * the connection was lost (ENGINE T19). {@code -Dreconnects=10000} makes it a long run, {@code -Dreconnects.seed=S} another
 * one.
 */
class ReconnectTest extends WorldTest {
    private static final int FEW = 500;
    private static final int TIMES = Integer.getInteger("reconnects", FEW);
    private static final long SEED = Long.getLong("reconnects.seed", 5);
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int POOLED = 24;
    private static final long SLACK_BYTES = 24L << 20;

    /** Where the connection is lost. */
    private enum Moment {
        AT_THE_FIRST_REQUEST,
        WITHIN_THE_SNAPSHOT,
        BEFORE_AUTHENTICATION,
        AFTER_AUTHENTICATION,
        BY_NOISE,
        WITH_A_COMMAND_UNDERWAY,
        WHILE_IDLE,
        BY_OURSELVES
    }

    private record Footprint(long files, List<String> threads, long heap) {
        static Footprint now() {
            System.gc();
            return new Footprint(
                    openFiles(),
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> !name.startsWith("awaitility"))
                            .sorted()
                            .toList(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }

    private static long openFiles() {
        if (!Files.isDirectory(OPEN_FILES)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final RuntimeTiming PATIENT = new RuntimeTiming(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), List.of());

    @Test
    void nothingIsLeftOfConnectionsThatWereLostAtAnyMoment() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        reconnect(runtime, new CountedTimers(vertx), 40);
        Footprint before = Footprint.now();
        CountedTimers timers = new CountedTimers(vertx);
        Map<Moment, Integer> met = reconnect(runtime, timers, TIMES);
        await().untilAsserted(() -> assertThat(timers.waiting()).isZero());
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before.files()));
        Footprint after = Footprint.now();
        if (TIMES > FEW) {
            System.out.println("reconnects " + TIMES + " " + met + ": before " + before + ", after " + after);
        }
        // Event loops that had nothing to do before.
        assertThat(after.threads()).hasSizeLessThanOrEqualTo(before.threads().size() + 2);
        assertThat(after.heap()).isLessThanOrEqualTo(before.heap() + SLACK_BYTES);
        assertThat(met).hasSize(Moment.values().length);
    }

    /** Connects so often with one client, which is closed in the end, and says how often each moment was met. */
    private static Map<Moment, Integer> reconnect(FakeRuntime runtime, CountedTimers timers, int times)
            throws Exception {
        Random random = new Random(SEED);
        Map<Moment, Integer> met = new EnumMap<>(Moment.class);
        long files = openFiles();
        try (RuntimeClient client = RuntimeClient.create(timers.vertx(), runtime.address(), PATIENT)) {
            for (int i = 0; i < times; i++) {
                Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
                met.merge(moment, 1, Integer::sum);
                lose(runtime, client, moment);
                runtime.requests.clear();
                runtime.commands.clear();
                runtime.sockets.clear();
                assertThat(timers.waiting()).as("timers after %s", moment).isLessThanOrEqualTo(8);
                assertThat(openFiles()).as("files after %s", moment).isLessThanOrEqualTo(files + 2 * POOLED + 16);
            }
        }
        return met;
    }

    private static void lose(FakeRuntime runtime, RuntimeClient client, Moment moment) throws Exception {
        RecordedHints hints = new RecordedHints();
        boolean connected = false;
        arrange(runtime, moment);
        try {
            client.connect(hints);
            connected = true;
        } catch (RemoteException e) {
            assertThat(e.kind()).isEqualTo(RemoteException.Kind.AWAY);
        }
        switch (moment) {
            case WITH_A_COMMAND_UNDERWAY ->
                assertThat(RemoteAssertions.failureOf(client.send(Json.object().put("type", "settings_modify")))
                                .kind())
                        .isEqualTo(RemoteException.Kind.AWAY);
            case WHILE_IDLE -> {
                assertThat(connected).isTrue();
                runtime.sockets.forEach(socket -> socket.close());
                await().pollInterval(Duration.ofMillis(1)).until(() -> hints.disconnected.size() == 1);
            }
            case BY_OURSELVES -> assertThat(connected).isTrue();
            case AFTER_AUTHENTICATION, BY_NOISE -> {
                // Whether the snapshot was read before the loss was noticed is a matter of luck.
            }
            default -> assertThat(connected).as("connected though %s", moment).isFalse();
        }
    }

    private static void arrange(FakeRuntime runtime, Moment moment) {
        runtime.raw.clear();
        runtime.ready = moment != Moment.BEFORE_AUTHENTICATION;
        runtime.onOpen = socket -> {
            if (moment == Moment.AFTER_AUTHENTICATION) {
                socket.close();
            } else if (moment == Moment.BY_NOISE) {
                socket.writeBinaryMessage(Buffer.buffer(new byte[] {9, 9, 9}));
                socket.close((short) 1002, "noise");
            }
        };
        runtime.onCommand = (socket, command) -> socket.close();
        if (moment == Moment.AT_THE_FIRST_REQUEST) {
            runtime.raw.put("GET /health", request -> request.connection().close());
        } else if (moment == Moment.WITHIN_THE_SNAPSHOT) {
            runtime.raw.put("GET /admin/snapshot", request -> {
                request.response().putHeader("Content-Length", "100000").write("{\"worldId\":");
                request.connection().close();
            });
        }
    }

    @Test
    void upgradesThatAreNeverAnsweredLeaveNothingOpen() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        FaultyProxy proxy = closing(new FaultyProxy(vertx, runtime.port()));
        RuntimeTiming hasty = new RuntimeTiming(
                Duration.ofSeconds(5),
                Duration.ofMillis(120),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                List.of());
        RuntimeClient client = client(new RuntimeAddress(proxy.url(), FakeRuntime.WORLD, FakeRuntime.CODE), hasty);
        proxy.losingUpgrades = true;
        for (int i = 0; i < 4; i++) {
            assertThat(RemoteAssertions.failureOf(() -> client.connect(new RecordedHints()))
                            .kind())
                    .isEqualTo(RemoteException.Kind.AWAY);
        }
        // One connection stays for the next HTTP request.
        await().untilAsserted(() -> assertThat(proxy.open()).isLessThanOrEqualTo(1));
        proxy.losingUpgrades = false;
        client.connect(new RecordedHints());
    }
}
