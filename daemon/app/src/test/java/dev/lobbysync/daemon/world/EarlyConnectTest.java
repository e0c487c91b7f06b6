package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.PacketTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EarlyConnectTest {
    private static final Remote.Session SESSION = new Remote.Session(
            7,
            new WorldSnapshot("w", "/assets", Json.object(), Json.object(), Map.of(), Map.of(), PacketTable.R1),
            false);

    private final List<String> heard = new ArrayList<>();
    private final Remote.Hints listener = new Remote.Hints() {
        @Override
        public void changed(ObjectKey key) {
            heard.add(key.toString());
        }

        @Override
        public void disconnected(String reason) {
            heard.add(reason);
        }
    };

    @Test
    void whatTheSocketTellsBeforeAnybodyListensIsKept() throws RemoteException {
        CompletableFuture<Remote.Hints> socket = new CompletableFuture<>();
        EarlyConnect early = EarlyConnect.begin(hints -> {
            hints.changed(ObjectKey.entity("mast"));
            socket.complete(hints);
            return SESSION;
        });
        socket.join().changed(ObjectKey.entity("sail"));
        assertThat(early.join(listener)).isSameAs(SESSION);
        assertThat(heard).containsExactly("entity mast", "entity sail");
        socket.join().changed(ObjectKey.entity("keel"));
        assertThat(heard).endsWith("entity keel");
    }

    @Test
    void aConnectionLostBeforeAnybodyListensIsTold() throws RemoteException {
        EarlyConnect early = EarlyConnect.begin(hints -> {
            hints.disconnected("it went down");
            return SESSION;
        });
        early.join(listener);
        assertThat(heard).containsExactly("it went down");
    }

    @Test
    void aRefusalReachesWhoeverConnects() {
        EarlyConnect early = EarlyConnect.begin(hints -> {
            throw new RemoteException(RemoteException.Kind.REFUSED, "bad_code", "check the code");
        });
        assertThatThrownBy(() -> early.join(listener))
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.REFUSED));
    }

    @Test
    void whoNoLongerWantsItIsNotToldOfItsFailure() {
        EarlyConnect early = EarlyConnect.begin(hints -> {
            throw new RemoteException(RemoteException.Kind.AWAY, "", "nobody is there");
        });
        early.abandon();
        assertThat(heard).isEmpty();
    }
}
