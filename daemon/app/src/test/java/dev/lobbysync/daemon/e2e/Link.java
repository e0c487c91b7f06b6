package dev.lobbysync.daemon.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.testing.RelayedConnection;
import dev.lobbysync.daemon.testing.RelayedConnection.Way;
import dev.lobbysync.daemon.testing.TcpRelay;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.MalformedPacketException;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cable between daemon and runtime: its address stays while runtimes come and go behind it, it can be cut, and it
 * knows every request that went through.
 */
final class Link implements AutoCloseable {
    private static final Pattern REQUEST =
            Pattern.compile("(?:^|\\r\\n|(?<=[}\\n]))(GET|HEAD|POST|PUT|PATCH|DELETE) (\\S+) HTTP/1\\.1\\r\\n");
    private static final int MASK_BYTES = 4;
    private static final int BINARY = 2;

    private final TcpRelay<Tap> relay;
    private final PacketCodec codec;
    private final List<ByteArrayOutputStream> captures = new CopyOnWriteArrayList<>();
    private volatile boolean losingAnswers;
    private volatile boolean losingResults;

    Link(PacketTable generation) throws IOException {
        codec = new PacketCodec(generation, CodecLimits.DEFAULT);
        relay = new TcpRelay<>("link", Tap::new);
    }

    String url() {
        return relay.url();
    }

    /** Connects through to this port from now on. */
    void leadTo(int port) {
        losingAnswers = false;
        losingResults = false;
        relay.leadTo(port);
    }

    /** Ends all connections and lets no new one through. */
    void cut() {
        relay.leadNowhere();
        relay.dropAll();
    }

    /** Ends all connections; new ones go through. */
    void dropAll() {
        relay.dropAll();
    }

    /** From now on requests arrive and answers get lost, until {@link #leadTo}. */
    void loseAnswers() {
        losingAnswers = true;
    }

    /** From now on the admin socket's packets get lost on their way back, until {@link #leadTo}; HTTP works. */
    void loseResults() {
        losingResults = true;
    }

    /** Forgets what went through. */
    void forget() {
        captures.forEach(capture -> {
            synchronized (capture) {
                capture.reset();
                capture.writeBytes(Capture.CONTINUED);
            }
        });
    }

    /** Everything that went through since {@link #forget} and could change something: {@code entity_modify}, {@code POST /path}. */
    List<String> mutations() {
        List<String> found = new ArrayList<>();
        requests().stream().filter(request -> !request.startsWith("GET ")).forEach(found::add);
        return found;
    }

    /** Every HTTP request and admin command since {@link #forget}. */
    List<String> requests() {
        return everything().stream()
                .filter(request -> !request.startsWith("auth "))
                .toList();
    }

    private List<String> everything() {
        List<String> found = new ArrayList<>();
        for (ByteArrayOutputStream capture : captures) {
            byte[] bytes;
            synchronized (capture) {
                bytes = capture.toByteArray();
            }
            new Capture(bytes).collect(found);
        }
        return found;
    }

    /** What each admin socket since {@link #forget} subscribed to when it authenticated. */
    List<String> subscriptions() {
        return everything().stream()
                .filter(request -> request.startsWith("auth "))
                .map(request -> request.substring("auth ".length()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    /** Overhears one connection. */
    private final class Tap implements TcpRelay.Traffic {
        private final RelayedConnection connection;
        private final ByteArrayOutputStream capture = new ByteArrayOutputStream();

        Tap(RelayedConnection connection) {
            this.connection = connection;
        }

        @Override
        public void opened() {
            captures.add(capture);
        }

        @Override
        public boolean pass(Way way, byte[] piece) throws IOException {
            if (way == Way.UP) {
                synchronized (capture) {
                    capture.writeBytes(piece);
                }
            } else if (losingAnswers || (losingResults && isSocket())) {
                return true;
            }
            connection.send(way, piece);
            return true;
        }

        private boolean isSocket() {
            synchronized (capture) {
                String start = capture.toString(StandardCharsets.ISO_8859_1);
                return !start.contains("HTTP/1.1\r\n")
                        || start.toLowerCase(Locale.ROOT).contains("upgrade: websocket");
            }
        }
    }

    /** What one connection carried towards the runtime. */
    private final class Capture {
        /** Marks a capture that was cut off at its start, between two messages. */
        static final byte[] CONTINUED = "…\r\n".getBytes(StandardCharsets.UTF_8);

        private final byte[] bytes;
        private final String text;

        Capture(byte[] bytes) {
            this.bytes = bytes;
            this.text = new String(bytes, StandardCharsets.ISO_8859_1);
        }

        void collect(List<String> found) {
            int head = text.indexOf("\r\n\r\n");
            boolean upgrade =
                    head > 0 && text.substring(0, head).toLowerCase(Locale.ROOT).contains("upgrade: websocket");
            boolean continued = text.startsWith(new String(CONTINUED, StandardCharsets.ISO_8859_1));
            if (upgrade) {
                frames(head + 4, found);
                return;
            }
            Matcher request = REQUEST.matcher(text);
            int before = found.size();
            while (request.find()) {
                found.add(request.group(1) + " " + request.group(2));
            }
            if (continued && found.size() == before && bytes.length > CONTINUED.length) {
                frames(CONTINUED.length, found);
            }
        }

        private void frames(int start, List<String> found) {
            ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
            while (in.remaining() >= 2 + MASK_BYTES) {
                int opcode = in.get() & 0x0f;
                long length = in.get() & 0x7f;
                if (length == 126) {
                    length = in.getShort() & 0xffff;
                } else if (length == 127) {
                    length = in.getLong();
                }
                if (in.remaining() < length + MASK_BYTES) {
                    return;
                }
                byte[] mask = new byte[MASK_BYTES];
                in.get(mask);
                byte[] payload = new byte[(int) length];
                in.get(payload);
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= mask[i % MASK_BYTES];
                }
                if (opcode == BINARY) {
                    command(payload, found);
                }
            }
        }

        private void command(byte[] payload, List<String> found) {
            try {
                JsonNode command = codec.decode(payload).payload();
                if (command.has("type")) {
                    found.add(command.path("type").asText());
                } else if (command.has("code")) {
                    List<String> wanted = new ArrayList<>();
                    command.path("subscriptions").properties().forEach(subscription -> {
                        if (subscription.getValue().asBoolean()) {
                            wanted.add(subscription.getKey());
                        }
                    });
                    found.add("auth " + wanted);
                }
            } catch (MalformedPacketException e) {
                found.add("unreadable packet");
            }
        }
    }
}
