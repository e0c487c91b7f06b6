package dev.lobbysync.daemon.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    private final ServerSocket server;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger overtakings = new AtomicInteger();
    private final AtomicInteger turnedToFailures = new AtomicInteger();
    private volatile int target = -1;
    private Weather weather = Weather.FAIR;

    BadCable() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemonThread("cable", this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void leadTo(int port) {
        target = port;
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
        for (Wire wire : wires) {
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

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                connections.incrementAndGet();
                Wire wire = new Wire(near);
                wires.add(wire);
                daemonThread("cable up", wire::up);
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private static void daemonThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closed.countDown();
        turn(Weather.CLOSING);
    }

    /** One connection. */
    private final class Wire {
        private final Socket near;
        private volatile @Nullable Socket far;
        private volatile boolean muted;
        private volatile boolean upgraded;
        private volatile boolean changing;

        Wire(Socket near) {
            this.near = near;
        }

        void hit(Weather next) throws IOException {
            Socket runtime = far;
            switch (next) {
                case CLOSING -> end();
                case RESETTING -> {
                    near.setSoLinger(true, 0);
                    end();
                }
                case DEAF -> {
                    if (!near.isOutputShutdown() && !near.isClosed()) {
                        near.shutdownOutput();
                    }
                }
                case MUTE -> {
                    muted = true;
                    if (runtime != null && !runtime.isOutputShutdown() && !runtime.isClosed()) {
                        runtime.shutdownOutput();
                    }
                }
                default -> {
                    // Hits what comes next.
                }
            }
        }

        /** Connects, begins to bring answers, and brings what the daemon says. */
        void up() {
            try {
                awaitPassage();
                Socket runtime = new Socket(InetAddress.getLoopbackAddress(), target);
                far = runtime;
                near.setTcpNoDelay(true);
                runtime.setTcpNoDelay(true);
                hit(weather());
                daemonThread("cable down", this::down);
                byte[] buffer = new byte[1 << 16];
                for (int count = near.getInputStream().read(buffer);
                        count >= 0;
                        count = near.getInputStream().read(buffer)) {
                    if (awaitPassage() == Weather.DELAYING) {
                        delay();
                    }
                    if (!muted) {
                        notice(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                        runtime.getOutputStream().write(buffer, 0, count);
                    }
                }
            } catch (IOException e) {
                // Either end closed, or the weather did it: so does the other.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void notice(String said) {
            if (said.contains(" HTTP/1.1\r\n")) {
                upgraded |= said.startsWith("GET ") && said.contains("pgrade: websocket");
                changing = !said.startsWith("GET ");
            }
        }

        private void down() {
            Random noise = new Random(5);
            byte[] buffer = new byte[1 << 16];
            Socket runtime = far;
            try {
                if (runtime == null) {
                    return;
                }
                InputStream in = runtime.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    byte[] piece = java.util.Arrays.copyOf(buffer, count);
                    Weather now = awaitPassage();
                    if (now == Weather.DELAYING) {
                        delay();
                    } else if (now == Weather.GARBLING) {
                        noise.nextBytes(piece);
                    } else if (now == Weather.CUTTING) {
                        near.getOutputStream().write(piece, 0, (count + 1) / 2);
                        return;
                    } else if (now == Weather.FAILING_AFTERWARDS && changing && startsWith(piece, POSITIVE)) {
                        System.arraycopy(FAILURE, 0, piece, 0, FAILURE.length);
                        turnedToFailures.incrementAndGet();
                    } else if (now == Weather.REORDERING && upgraded && isPacket(piece)) {
                        piece = shuffled(gather(piece, in, runtime));
                    }
                    if (!near.isOutputShutdown()) {
                        near.getOutputStream().write(piece);
                    }
                }
            } catch (IOException e) {
                // As above.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (!muted) {
                    end();
                }
            }
        }

        private void delay() throws InterruptedException {
            if (closed.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                end();
            }
        }

        private boolean isPacket(byte[] piece) {
            return (piece[0] & 0xff) == 0x82;
        }

        /** What comes within a while, so that there is something to shuffle. */
        private byte[] gather(byte[] first, InputStream in, Socket runtime) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(first);
            runtime.setSoTimeout(GATHERING_MILLIS);
            byte[] buffer = new byte[1 << 16];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    all.write(buffer, 0, count);
                }
            } catch (java.net.SocketTimeoutException e) {
                // That was all for now.
            } finally {
                runtime.setSoTimeout(0);
            }
            return all.toByteArray();
        }

        /** The whole frames in reverse order, then the rest. */
        private byte[] shuffled(byte[] bytes) {
            java.util.ArrayDeque<byte[]> frames = new java.util.ArrayDeque<>();
            int at = 0;
            for (int end = Frames.end(bytes, at); end > 0; end = Frames.end(bytes, at)) {
                frames.push(java.util.Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            overtakings.addAndGet(Math.max(0, frames.size() - 1));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            frames.forEach(out::writeBytes);
            out.write(bytes, at, bytes.length - at);
            return out.toByteArray();
        }

        private void end() {
            wires.remove(this);
            Socket runtime = far;
            try {
                near.close();
                if (runtime != null) {
                    runtime.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean startsWith(byte[] piece, byte[] start) {
        return piece.length > FAILURE.length && java.util.Arrays.equals(piece, 0, start.length, start, 0, start.length);
    }
}
