package dev.lobbysync.daemon.soak;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The line between a daemon and the runtime, with all the faults of one. It keeps nothing of what goes through. */
final class Cable implements AutoCloseable {
    private static final int CHUNK = 1 << 14;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** Bytes that still go through before everything breaks off; negative: no end. */
    private final AtomicLong left = new AtomicLong(-1);

    private volatile int target = -1;
    private volatile boolean cut;
    private volatile boolean stalled;
    private volatile boolean losingAnswers;
    private volatile int delayMillis;

    Cable() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread("cable", this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The port of the runtime from now on. */
    void leadTo(int port) {
        target = port;
    }

    /** Everything works again; what was stalled comes through, what lost answers is ended. */
    void heal() {
        boolean broken = losingAnswers || left.get() >= 0;
        cut = false;
        stalled = false;
        losingAnswers = false;
        delayMillis = 0;
        left.set(-1);
        if (broken) {
            dropAll();
        }
    }

    /** Ends all connections and lets no new one through. */
    void cut() {
        cut = true;
        dropAll();
    }

    /** Ends all connections; new ones go through. */
    void dropAll() {
        sockets.forEach(Cable::close);
    }

    /** Nothing moves and nothing ends. */
    void stall() {
        stalled = true;
    }

    /** Each piece takes so much longer. */
    void delay(int millis) {
        delayMillis = millis;
    }

    /** Requests arrive, answers don't. */
    void loseAnswers() {
        losingAnswers = true;
    }

    /** Breaks off after so many bytes, wherever that is, once. */
    void breakAfter(int bytes) {
        left.set(bytes);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (cut || target < 0) {
                    near.close();
                } else {
                    connect(near);
                }
            } catch (IOException e) {
                // Closed, or the runtime is away: the client notices by its connection.
                continue;
            }
        }
    }

    private void connect(Socket near) throws IOException {
        Socket far;
        try {
            far = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            near.close();
            throw e;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        thread("cable up", () -> pump(near, far, true));
        thread("cable down", () -> pump(far, near, false));
    }

    private void pump(Socket from, Socket to, boolean up) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hold();
                if (!up && losingAnswers) {
                    continue;
                }
                out.write(buffer, 0, passing(count));
            }
        } catch (IOException e) {
            // Either end closed: so does the other.
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void hold() throws IOException {
        if (delayMillis > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        }
        while (stalled) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            if (server.isClosed()) {
                throw new IOException("the cable is gone");
            }
        }
    }

    /** How much of a piece goes through; if not all, the rest of the world ends there. */
    private int passing(int count) {
        long before = left.get();
        if (before < 0) {
            return count;
        }
        long after = left.addAndGet(-count);
        if (after > 0) {
            return count;
        }
        left.set(-1);
        thread("cable breaks", this::dropAll);
        return (int) Math.max(0, Math.min(count, before));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropAll();
    }
}
