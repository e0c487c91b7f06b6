package dev.lobbysync.daemon.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.testing.RelayedConnection.Way;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line that tests break carries everything while nothing is broken, and leaves nothing behind. */
class TcpRelayTest {
    private static final String NAME = "relay under test";

    private final List<Socket> sockets = new ArrayList<>();
    private final List<RelayedConnection> made = new CopyOnWriteArrayList<>();
    private ServerSocket far;

    @BeforeEach
    void listen() throws IOException {
        far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void closeAll() throws IOException {
        far.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Carries everything. */
    private static class Fair implements TcpRelay.Traffic {
        final RelayedConnection connection;

        Fair(RelayedConnection connection) {
            this.connection = connection;
        }

        @Override
        public boolean pass(Way way, byte[] piece) throws IOException {
            connection.send(way, piece);
            return true;
        }
    }

    private TcpRelay<Fair> relay(Function<RelayedConnection, Fair> traffics) throws IOException {
        TcpRelay<Fair> relay = new TcpRelay<>(NAME, connection -> {
            made.add(connection);
            return traffics.apply(connection);
        });
        relay.leadTo(far.getLocalPort());
        return relay;
    }

    private Socket connected(TcpRelay<?> relay) throws IOException {
        return kept(new Socket(
                InetAddress.getLoopbackAddress(), URI.create(relay.url()).getPort()));
    }

    private Socket accepted() throws IOException {
        return kept(far.accept());
    }

    private Socket kept(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void assertCarries(Socket from, Socket to, int value) throws IOException {
        from.getOutputStream().write(value);
        assertThat(to.getInputStream().read()).isEqualTo(value);
    }

    private static void assertEnded(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(NAME))
                .toList();
    }

    @Test
    void bothWaysAreCarriedAndOneEndsEndIsTheOthers() throws IOException {
        try (TcpRelay<Fair> relay = relay(Fair::new)) {
            Socket client = connected(relay);
            Socket server = accepted();
            assertCarries(client, server, 7);
            assertCarries(server, client, 8);
            server.close();
            assertEnded(client);
            await().untilAsserted(() -> assertThat(relay.open()).isEmpty());
        }
    }

    @Test
    void closingLeavesNoThreadAndNoConnection() throws IOException {
        TcpRelay<Fair> relay = relay(Fair::new);
        Socket idle = connected(relay);
        Socket server = accepted();
        assertCarries(idle, server, 7);
        relay.close();
        assertEnded(idle);
        assertEnded(server);
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        assertThat(relay.open()).isEmpty();
        assertThat(made).allMatch(RelayedConnection::hasEnded);
        assertThatThrownBy(() -> connected(relay)).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoComesWhileItLeadsNowhereOrNobodyIsThereIsTurnedAway() throws IOException {
        try (TcpRelay<Fair> relay = relay(Fair::new)) {
            relay.leadNowhere();
            assertEnded(connected(relay));
            relay.leadTo(far.getLocalPort());
            Socket client = connected(relay);
            assertCarries(client, accepted(), 7);
            relay.dropAll();
            assertEnded(client);
            far.close();
            assertEnded(connected(relay));
            await().untilAsserted(() -> assertThat(relay.open()).isEmpty());
        }
    }

    @Test
    void whatHangsUpOneWayStillCarriesTheOther() throws IOException {
        try (TcpRelay<Fair> relay = relay(Fair::new)) {
            Socket client = connected(relay);
            Socket server = accepted();
            assertCarries(client, server, 7);
            made.get(0).hangUp(Way.DOWN);
            assertEnded(client);
            assertCarries(client, server, 8);
        }
    }

    @Test
    void theNearEndIsNotToldOfTheEndIfTheTrafficKeepsItToItself() throws IOException {
        try (TcpRelay<Fair> relay = relay(connection -> new Fair(connection) {
            @Override
            public boolean tellsOfTheEnd() {
                return false;
            }
        })) {
            Socket client = connected(relay);
            Socket server = accepted();
            assertCarries(client, server, 7);
            server.close();
            await().untilAsserted(() -> assertThat(threads()).doesNotContain(NAME + " down"));
            assertThat(made).noneMatch(RelayedConnection::hasEnded);
        }
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }
}
