package dev.lobbysync.daemon.e2e;

import dev.lobbysync.daemon.testing.RelayedConnection;
import dev.lobbysync.daemon.testing.RelayedConnection.Way;
import dev.lobbysync.daemon.testing.TcpRelay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy between daemon and runtime that breaks as networks do. What is under way when the weather changes is hit
 * too; when it is fair again nothing is cleaned up: whoever holds a broken connection has to notice.
 */
final class BadCable implements AutoCloseable {
    /** What happens to the bytes. */
    enum Weather {
        FAIR,
        /** Connections end at once, politely. */
        CLOSING,
        /** Connections end at once with a reset. */
        RESETTING,
        /** Connections are accepted, and nothing arrives; what was sent arrives when it is fair again. */
        STALLED,
        /** Each answer ends in its middle. */
        CUTTING,
        /** Answers are noise. */
        GARBLING,
        /** The runtime has ended its half towards the daemon, and still hears what the daemon says. */
        DEAF,
        /** The daemon's half has ended for the runtime, and the daemon isn't told. */
        MUTE,
        /** Every piece takes its time. */
        DELAYING,
        /** Packets of the admin socket overtake each other. */
        REORDERING,
        /** What changes something over HTTP is done, and answered 500. */
        FAILING_AFTERWARDS
    }

    private static final int DELAY_MILLIS = 15;
    private static final int GATHERING_MILLIS = 60;
    private static final byte[] POSITIVE = "HTTP/1.1 20".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FAILURE = "HTTP/1.1 500".getBytes(StandardCharsets.US_ASCII);

    private final TcpRelay<Wire> relay;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger overtakings = new AtomicInteger();
    private final AtomicInteger turnedToFailures = new AtomicInteger();
    private Weather weather = Weather.FAIR;

    BadCable() throws IOException {
        relay = new TcpRelay<>("cable", Wire::new);
    }

    String url() {
        return relay.url();
    }

    void leadTo(int port) {
        relay.leadTo(port);
    }

    /** How many connections were made up to now. */
    int connections() {
        return connections.get();
    }

    /** How many times a packet was sent before one that came earlier. */
    int overtakings() {
        return overtakings.get();
    }

    /** How many answers were turned into a 500. */
    int turnedToFailures() {
        return turnedToFailures.get();
    }

    void turn(Weather next) throws IOException {
        synchronized (this) {
            weather = next;
            notifyAll();
        }
        for (Wire wire : relay.open()) {
            wire.hit(next);
        }
    }

    private synchronized Weather weather() {
        return weather;
    }

    /** The weather, once it lets bytes pass. */
    private synchronized Weather awaitPassage() throws InterruptedException {
        while (weather == Weather.STALLED) {
            wait();
        }
        return weather;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        turn(Weather.CLOSING);
        relay.close();
    }

    /** One connection. */
    private final class Wire implements TcpRelay.Traffic {
        private final RelayedConnection connection;
        private final Random noise = new Random(5);
        private volatile boolean muted;
        private volatile boolean upgraded;
        private volatile boolean changing;

        Wire(RelayedConnection connection) {
            this.connection = connection;
            connections.incrementAndGet();
        }

        void hit(Weather next) throws IOException {
            switch (next) {
                case CLOSING -> connection.end();
                case RESETTING -> connection.reset();
                case DEAF -> connection.hangUp(Way.DOWN);
                case MUTE -> {
                    muted = true;
                    connection.hangUp(Way.UP);
                }
                default -> {
                    // Hits what comes next.
                }
            }
        }

        @Override
        public void opening() throws InterruptedException {
            awaitPassage();
        }

        @Override
        public void opened() throws IOException {
            hit(weather());
        }

        /** A daemon that the runtime no longer hears isn't told when the runtime has gone. */
        @Override
        public boolean tellsOfTheEnd() {
            return !muted;
        }

        @Override
        public boolean pass(Way way, byte[] piece) throws IOException, InterruptedException {
            Weather now = awaitPassage();
            if (now == Weather.DELAYING && closed.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                connection.end();
            }
            return way == Way.UP ? up(piece) : down(piece, now);
        }

        private boolean up(byte[] piece) throws IOException {
            if (!muted) {
                notice(new String(piece, StandardCharsets.ISO_8859_1));
                connection.send(Way.UP, piece);
            }
            return true;
        }

        private void notice(String said) {
            if (said.contains(" HTTP/1.1\r\n")) {
                upgraded |= said.startsWith("GET ") && said.contains("pgrade: websocket");
                changing = !said.startsWith("GET ");
            }
        }

        private boolean down(byte[] piece, Weather now) throws IOException {
            if (now == Weather.CUTTING) {
                connection.send(Way.DOWN, piece, (piece.length + 1) / 2);
                return false;
            }
            byte[] said = piece;
            if (now == Weather.GARBLING) {
                noise.nextBytes(said);
            } else if (now == Weather.FAILING_AFTERWARDS && changing && startsWith(said, POSITIVE)) {
                System.arraycopy(FAILURE, 0, said, 0, FAILURE.length);
                turnedToFailures.incrementAndGet();
            } else if (now == Weather.REORDERING && upgraded && isPacket(said)) {
                said = shuffled(gathered(said));
            }
            connection.send(Way.DOWN, said);
            return true;
        }

        private boolean isPacket(byte[] piece) {
            return (piece[0] & 0xff) == 0x82;
        }

        /** With what comes within a while, so that there is something to shuffle. */
        private byte[] gathered(byte[] first) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(first);
            all.writeBytes(connection.more(Way.DOWN, GATHERING_MILLIS));
            return all.toByteArray();
        }

        /** The whole frames in reverse order, then the rest. */
        private byte[] shuffled(byte[] bytes) {
            Deque<byte[]> frames = new ArrayDeque<>();
            int at = 0;
            for (int end = Frames.end(bytes, at); end > 0; end = Frames.end(bytes, at)) {
                frames.push(Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            overtakings.addAndGet(Math.max(0, frames.size() - 1));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            frames.forEach(out::writeBytes);
            out.write(bytes, at, bytes.length - at);
            return out.toByteArray();
        }
    }

    private static boolean startsWith(byte[] piece, byte[] start) {
        return piece.length > FAILURE.length && Arrays.equals(piece, 0, start.length, start, 0, start.length);
    }
}
