package dev.lobbysync.daemon.soak;

import dev.lobbysync.daemon.testing.RelayedConnection;
import dev.lobbysync.daemon.testing.RelayedConnection.Way;
import dev.lobbysync.daemon.testing.TcpRelay;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The line between a daemon and the runtime, with all the faults of one. It keeps nothing of what goes through. */
final class Cable implements AutoCloseable {
    private final TcpRelay<Strand> relay;
    /** Bytes that still go through before everything breaks off; negative: no end. */
    private final AtomicLong left = new AtomicLong(-1);

    private volatile boolean cut;
    private volatile boolean stalled;
    private volatile boolean losingAnswers;
    private volatile int delayMillis;

    Cable() throws IOException {
        relay = new TcpRelay<>("cable", Strand::new);
    }

    String url() {
        return relay.url();
    }

    /** The port of the runtime from now on. */
    void leadTo(int port) {
        relay.leadTo(port);
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
        relay.dropAll();
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

    @Override
    public void close() throws IOException {
        relay.close();
    }

    /** One connection. */
    private final class Strand implements TcpRelay.Traffic {
        private final RelayedConnection connection;

        Strand(RelayedConnection connection) {
            this.connection = connection;
        }

        @Override
        public void opening() throws IOException {
            if (cut) {
                throw new IOException("the cable is cut");
            }
        }

        @Override
        public boolean pass(Way way, byte[] piece) throws IOException {
            hold();
            if (way == Way.DOWN && losingAnswers) {
                return true;
            }
            if (mayPassWhole(piece.length)) {
                connection.send(way, piece);
            } else {
                breakOff(way, piece);
            }
            return true;
        }

        private void hold() {
            if (delayMillis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
            }
            while (stalled && !connection.hasEnded()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }

        private boolean mayPassWhole(int bytes) {
            return left.get() < 0 || left.addAndGet(-bytes) > 0;
        }

        /** What may still pass of a piece does, and the rest of the world ends there. */
        private void breakOff(Way way, byte[] piece) throws IOException {
            long most = piece.length + left.getAndSet(-1);
            try {
                connection.send(way, piece, (int) Math.max(0, Math.min(piece.length, most)));
            } finally {
                dropAll();
            }
        }
    }
}
