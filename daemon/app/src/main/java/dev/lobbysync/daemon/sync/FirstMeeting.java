package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import java.io.IOException;

/**
 * The first handshake of a run. Where a person may have to be asked, what it finds out is held in memory until they have
 * agreed; then it is written, and the preferred side is known.
 */
final class FirstMeeting {
    private final DeferredState state;
    private final MeetingTerms terms;
    private final Handshake handshake;
    private final Forecaster forecaster;
    private final Trees trees;

    FirstMeeting(DeferredState state, MeetingTerms terms, Heart heart) {
        this.state = state;
        this.terms = terms;
        this.handshake = heart.handshake();
        this.forecaster = heart.forecaster();
        this.trees = heart.trees();
    }

    /** See {@link Handshake#meet}. */
    String meet(Remote.Session session) throws RemoteException, IOException {
        if (terms.consent() != null) {
            state.hold();
        }
        String distrust = handshake.meet(session);
        if (!distrust.isEmpty()) {
            state.release();
        }
        return distrust;
    }

    /** Whether the sync may go on; nothing was written if not. */
    boolean agreed() throws RemoteException, IOException {
        if (terms.consent() != null && handshake.wasFirst()) {
            Forecast forecast = forecaster.forecast(true, terms.prefer());
            if (forecast.mixes() && !terms.consent().test(forecast)) {
                return false;
            }
        }
        state.release();
        handshake.releaseLeftovers();
        if (terms.prefer() != null && trees.preference().use() == null) {
            trees.prefer(new Trees.Preference(terms.prefer(), forecaster.strangers()));
        }
        return true;
    }
}
