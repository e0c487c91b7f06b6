package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.testing.RelayedConnection.Way;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A line over TCP on this machine: its address stays while what it leads to comes and goes. What becomes of the bytes is
 * up to the {@link Traffic} of each connection.
 *
 * @param <T> what the traffic of one connection is
 */
public final class TcpRelay<T extends TcpRelay.Traffic> implements AutoCloseable {
    private static final int NOWHERE = -1;
    private static final int BACKLOG = 200;
    private static final int PIECE = 1 << 16;

    /** What becomes of one connection's bytes. Each way has a thread of its own, which may be held up. */
    public interface Traffic {
        /** Somebody has connected; an exception turns them away. */
        default void opening() throws IOException, InterruptedException {}

        /** The connection is made through to the far end, and nothing has passed yet. */
        default void opened() throws IOException {}

        /**
         * Brings a piece of the bytes on its way ({@link RelayedConnection#send}), or something else, or nothing.
         *
         * @return whether more may follow; if not, this way is at its end
         */
        boolean pass(Way way, byte[] piece) throws IOException, InterruptedException;

        /** Whether the near end is told when the far end has nothing more to say. */
        default boolean tellsOfTheEnd() {
            return true;
        }
    }

    private final String name;
    private final Function<RelayedConnection, T> traffics;
    private final ServerSocket server;
    private final Map<RelayedConnection, T> open = new ConcurrentHashMap<>();
    private volatile int target = NOWHERE;

    /**
     * A line that leads nowhere as yet.
     *
     * @param name what its threads are called
     * @param traffics makes the traffic of a connection as soon as somebody connects
     */
    public TcpRelay(String name, Function<RelayedConnection, T> traffics) throws IOException {
        this.name = name;
        this.traffics = traffics;
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start("", this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** New connections go to this port from now on. */
    public void leadTo(int port) {
        target = port;
    }

    /** New connections are turned away from now on. */
    public void leadNowhere() {
        target = NOWHERE;
    }

    /** The connections that have not ended. */
    public List<T> open() {
        return List.copyOf(open.values());
    }

    /** Ends all connections; new ones go through. */
    public void dropAll() {
        open.keySet().forEach(RelayedConnection::end);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                RelayedConnection connection = new RelayedConnection(server.accept(), open::remove);
                T traffic = traffics.apply(connection);
                open.put(connection, traffic);
                if (server.isClosed()) {
                    connection.end();
                } else {
                    start(" up", () -> up(connection, traffic));
                }
            } catch (IOException e) {
                // Closed, or whoever wanted to connect is gone.
                continue;
            }
        }
    }

    private void up(RelayedConnection connection, T traffic) {
        try {
            traffic.opening();
            int port = target;
            if (port != NOWHERE) {
                connection.connect(port);
                traffic.opened();
                start(" down", () -> down(connection, traffic));
                pump(Way.UP, connection, traffic);
            }
        } catch (IOException e) {
            // Turned away, nobody there, or either end closed: so does the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.end();
        }
    }

    private void down(RelayedConnection connection, T traffic) {
        try {
            pump(Way.DOWN, connection, traffic);
        } catch (IOException e) {
            // Either end closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (traffic.tellsOfTheEnd()) {
                connection.end();
            }
        }
    }

    private void pump(Way way, RelayedConnection connection, T traffic) throws IOException, InterruptedException {
        InputStream in = connection.input(way);
        byte[] buffer = new byte[PIECE];
        boolean more = true;
        while (more) {
            int count = in.read(buffer);
            more = count >= 0 && traffic.pass(way, Arrays.copyOf(buffer, count));
        }
    }

    private void start(String part, Runnable work) {
        Thread thread = new Thread(work, name + part);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections and takes no new one. */
    @Override
    public void close() throws IOException {
        server.close();
        dropAll();
    }
}
