package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The parts that need no network. */
class SmallPartsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aWorldUrlIsReadWhateverItsForm() {
        assertThat(Endpoint.parse("https://h.example").port()).isEqualTo(443);
        assertThat(Endpoint.parse("wss://h.example/w/").display()).isEqualTo("https://h.example/w");
        assertThat(Endpoint.parse("http://my_host:3000//").display()).isEqualTo("http://my_host:3000");
        assertThat(Endpoint.parse("http://[::1]:3000").host()).isEqualTo("::1");
        assertThat(Endpoint.parse("http://[::1]:3000").display()).isEqualTo("http://[::1]:3000");
        for (String bad : List.of("", "h.example", "http://", "http:///x", "http://h?x=1", "http://a b", "file:///x")) {
            assertThatThrownBy(() -> Endpoint.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("WORLD_URL");
        }
    }

    @Test
    void assetsLieWhereTheSnapshotSays() {
        Endpoint base = Endpoint.parse("http://h:1/w");
        assertThat(base.assets("/assets/").display()).isEqualTo("http://h:1/w/assets");
        assertThat(base.assets("assets").display()).isEqualTo("http://h:1/w/assets");
        assertThat(base.assets("https://cdn.example/a/").display()).isEqualTo("https://cdn.example/a");
    }

    @Test
    void aProcessIsKnownByWhenItStarted() {
        ProcessStart first = ProcessStart.of(100 * SECOND, 100 * SECOND + 1, 50);
        assertThat(ProcessStart.of(3700 * SECOND, 3701 * SECOND, 3650.5).sameAs(first))
                .isTrue();
        assertThat(ProcessStart.of(110 * SECOND, 110 * SECOND + 1, 5).sameAs(first))
                .isFalse();
        assertThat(ProcessStart.of(110 * SECOND, 110 * SECOND + 1, 70).sameAs(first))
                .isFalse();
        assertThat(ProcessStart.of(1, 2, 0).sameAs(ProcessStart.of(1, 2, 0))).isFalse();
        assertThat(ProcessStart.UNKNOWN.sameAs(ProcessStart.UNKNOWN)).isFalse();
    }

    @Test
    void aBodyGrowsToItsLimitAndNoFurther() {
        BoundedBody body = new BoundedBody(10, -1);
        assertThat(body.append(Buffer.buffer("12345"))).isTrue();
        assertThat(body.append(Buffer.buffer("67890"))).isTrue();
        assertThat(body.append(Buffer.buffer("!"))).isFalse();
        assertThat(new String(body.bytes(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("1234567890");
        assertThat(new BoundedBody(Long.MAX_VALUE, Long.MAX_VALUE).bytes()).isEmpty();
        BoundedBody unannounced = new BoundedBody(1 << 20, 0);
        assertThat(unannounced.append(Buffer.buffer(new byte[100_000]))).isTrue();
        assertThat(unannounced.bytes()).hasSize(100_000);
    }

    @Test
    void lanesRunSoManyAtOnceAndTheRestInOrder() {
        Lanes lanes = new Lanes(2);
        List<Integer> started = new ArrayList<>();
        List<Promise<Integer>> works = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            Promise<Integer> work = Promise.promise();
            works.add(work);
            lanes.run(() -> {
                started.add(number);
                return work.future();
            });
        }
        assertThat(started).containsExactly(0, 1);
        works.get(1).fail("one failed work frees its lane too");
        assertThat(started).containsExactly(0, 1, 2);
        works.get(0).complete(0);
        assertThat(started).containsExactly(0, 1, 2, 3);
    }

    @Test
    void commandsAreGivenUpWhenNothingIsAnsweredOrAtLastAnyway() {
        PendingCommands pending = new PendingCommands(
                new Answers(new RemoteText(new Credentials(null, null))), Duration.ofSeconds(10), -5 * SECOND);
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        CompletableFuture<Outcome> second = new CompletableFuture<>();
        pending.add("1", first, 0);
        pending.add("2", second, 0);
        pending.expire(10 * SECOND);
        assertThat(first).isNotDone();
        assertThat(pending.answer(Json.object().put("requestId", "1").put("ok", true), 9 * SECOND))
                .isTrue();
        assertThat(pending.answer(Json.object().put("requestId", "1").put("ok", true), 9 * SECOND))
                .isFalse();
        pending.expire(19 * SECOND);
        assertThat(second).isNotDone();
        pending.expire(20 * SECOND);
        assertThat(second).isCompletedExceptionally();
        CompletableFuture<Outcome> third = new CompletableFuture<>();
        pending.add("3", third, 0);
        CompletableFuture<Outcome> busy = new CompletableFuture<>();
        pending.add("4", busy, 81 * SECOND);
        pending.answer(Json.object().put("requestId", "4").put("ok", true), 81 * SECOND);
        pending.expire(81 * SECOND);
        assertThat(third).isCompletedExceptionally();
    }

    @Test
    void aTimeoutOfNothingIsRefused() {
        assertThatThrownBy(() -> RuntimeTiming.of(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEchoedSecretIsShownInNoForm() {
        String code = "pa<s>s \"w&o'rd/%";
        RemoteText text = new RemoteText(new Credentials(code, null));
        for (String echo : List.of(
                code,
                "pa<s>s \\\"w&o'rd/%",
                "pa%3Cs%3Es+%22w%26o%27rd%2F%25",
                "pa%3Cs%3Es%20%22w%26o%27rd%2F%25",
                "pa&lt;s&gt;s &quot;w&amp;o&#39;rd/%")) {
            assertThat(text.quote("no " + echo + "!")).isEqualTo("no ***!");
        }
        assertThat(text.mentionsSecret(new IllegalStateException("x", new IllegalStateException("bad " + code))))
                .isTrue();
        assertThat(text.mentionsSecret(new IllegalStateException("x"))).isFalse();
    }

    @Test
    void aSecretIsNotShownInPartEither() {
        String code = "c0de-".repeat(8);
        RemoteText text = new RemoteText(new Credentials(code, null));
        for (int before = 0; before < 6_000; before += before < 300 || before > 3_900 ? 1 : 50) {
            byte[] body =
                    ("x".repeat(before) + code + "y".repeat(5_000)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(text.quoteStart(body)).as("at %s", before).doesNotContain("c0de");
        }
        byte[] many = code.repeat(200).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text.quoteStart(many)).doesNotContain("c0de");
    }
}
