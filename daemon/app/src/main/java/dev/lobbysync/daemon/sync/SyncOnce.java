package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.RemoteException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The heart without its loop: connects, does one thing and is done. */
public final class SyncOnce {
    private final DeferredState state;
    private final Ports ports;
    private final Heart heart;
    private final Inbox inbox;

    /** Wires the heart. */
    public SyncOnce(Ports given, SyncOptions options) {
        this.state = new DeferredState(given.state());
        this.ports = given.with(state);
        this.heart = Heart.of(ports, options);
        this.inbox = new Inbox(ports.scheduler());
    }

    /**
     * Applies a choice to just these conflicts; no other base moves.
     *
     * @return one resolution per id, in order
     */
    public List<SyncEngine.Resolution> resolve(List<String> artifactIds, Choice choice) throws IOException {
        Choices choices = new Choices(ports, heart.trees(), heart.waits(), heart.cycle());
        List<SyncEngine.Resolution> resolutions = new ArrayList<>();
        try {
            String distrust = heart.handshake().meet(ports.remote().connect(inbox));
            for (String id : artifactIds) {
                resolutions.add(distrust.isEmpty() ? choices.resolve(id, choice, true) : failed(distrust));
            }
        } catch (RemoteException e) {
            while (resolutions.size() < artifactIds.size()) {
                resolutions.add(failed(String.valueOf(e.getMessage())));
            }
        }
        return resolutions;
    }

    private static SyncEngine.Resolution failed(String why) {
        return new SyncEngine.Resolution(SyncEngine.Resolution.Kind.FAILED, why);
    }

    /**
     * Tells what a sync would do. Nothing is written, not even to the state.
     *
     * @param prefer see {@link MeetingTerms}
     */
    public Forecast forecast(@Nullable Use prefer) throws RemoteException, IOException {
        state.hold();
        String distrust = heart.handshake().meet(ports.remote().connect(inbox));
        return distrust.isEmpty()
                ? heart.forecaster().forecast(heart.handshake().wasFirst(), prefer)
                : Forecast.distrusted(distrust);
    }
}
