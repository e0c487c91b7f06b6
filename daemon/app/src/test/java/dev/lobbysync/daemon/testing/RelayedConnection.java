package dev.lobbysync.daemon.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a {@link TcpRelay}. Its near end is whoever connected, its far end the port the relay leads to.
 * Safe for use by any thread.
 */
public final class RelayedConnection {
    /** Where bytes go. */
    public enum Way {
        /** From the near end to the far end: requests. */
        UP,
        /** From the far end to the near end: answers. */
        DOWN
    }

    private static final int BUFFER = 1 << 16;

    private final Socket near;
    private final Consumer<RelayedConnection> afterEnd;
    private volatile @Nullable Socket far;
    private volatile boolean ended;

    RelayedConnection(Socket near, Consumer<RelayedConnection> afterEnd) {
        this.near = near;
        this.afterEnd = afterEnd;
    }

    void connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        far = socket;
        if (ended) {
            socket.close();
            throw new SocketException("the connection was ended while it was made");
        }
        near.setTcpNoDelay(true);
        socket.setTcpNoDelay(true);
    }

    InputStream input(Way way) throws IOException {
        return source(way).getInputStream();
    }

    private Socket source(Way way) {
        return way == Way.UP ? near : connected();
    }

    private Socket target(Way way) {
        return way == Way.UP ? connected() : near;
    }

    private Socket connected() {
        return Objects.requireNonNull(far, "nothing passes before the connection is made through");
    }

    /** Brings these bytes to the end of the way, unless that was told that no more would come. */
    public void send(Way way, byte[] bytes) throws IOException {
        send(way, bytes, bytes.length);
    }

    /** Likewise the first so many of these bytes. */
    public void send(Way way, byte[] bytes, int count) throws IOException {
        Socket target = target(way);
        if (!target.isOutputShutdown()) {
            target.getOutputStream().write(bytes, 0, count);
        }
    }

    /** What else comes on this way until nothing has come for so long; only for the thread that brings it. */
    public byte[] more(Way way, int silentMillis) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Socket source = source(way);
        source.setSoTimeout(silentMillis);
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = source.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            // That was all for now.
        } finally {
            source.setSoTimeout(0);
        }
        return all.toByteArray();
    }

    /** Tells the end of the way that no more will come, and leaves the other way open. */
    public void hangUp(Way way) throws IOException {
        Socket target = way == Way.UP ? far : near;
        if (target != null && !target.isOutputShutdown() && !target.isClosed()) {
            target.shutdownOutput();
        }
    }

    /** Ends both ways with a reset of the near end. */
    public void reset() throws IOException {
        if (!near.isClosed()) {
            near.setSoLinger(true, 0);
        }
        end();
    }

    /** Ends both ways. */
    public void end() {
        ended = true;
        try {
            near.close();
            Socket made = far;
            if (made != null) {
                made.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            afterEnd.accept(this);
        }
    }

    public boolean hasEnded() {
        return ended;
    }
}
