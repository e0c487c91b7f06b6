package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static dev.lobbysync.daemon.world.RemoteAssertions.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import dev.lobbysync.daemon.world.FakeRuntime.Seen;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads and downloads (PROTOCOL 2.3; 11, item 71). */
class AssetTransferTest extends WorldTest {
    private static final byte[] SCRIPT = "export default () => 1;\r\n--x\u00e9".getBytes(StandardCharsets.UTF_8);

    private static final byte[] LARGE = new byte[AssetUploads.ASKED_FOR_FROM];

    private FakeRuntime runtime;
    private RuntimeClient client;

    @BeforeEach
    void start() {
        runtime = closing(FakeRuntime.r1(vertx));
        runtime.route("GET /admin/upload-check", request -> Scripted.json(200, "{\"exists\":false}"));
        runtime.route("POST /admin/upload", request -> Scripted.json(200, "{\"ok\":true}"));
        client = client(runtime);
    }

    private static String urlOf(byte[] bytes, String extension) {
        return AssetUrl.ofContent(Sha256.hex(bytes), extension).toString();
    }

    private static String nameOf(byte[] bytes, String extension) {
        return urlOf(bytes, extension).substring(AssetUrl.PREFIX.length());
    }

    @Test
    void aLargeAssetThatTheRuntimeHasIsNotSentAndAskedForOnlyOnce() throws Exception {
        runtime.route("GET /admin/upload-check", request -> Scripted.json(200, "{\"exists\":true}"));
        get(client.upload(urlOf(LARGE, "glb"), LARGE));
        get(client.upload(urlOf(LARGE, "glb"), LARGE));
        assertThat(runtime.lines()).containsExactly("GET /admin/upload-check?filename=" + nameOf(LARGE, "glb"));
        assertThat(client.knownAssets()).containsExactly(urlOf(LARGE, "glb"));
    }

    @Test
    void aSmallAssetIsSentWithoutAQuestionOnce() throws Exception {
        get(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        get(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        assertThat(runtime.lines()).containsExactly("POST /admin/upload");
    }

    @Test
    void anUploadIsOneFileUnderItsHashAndExtension() throws Exception {
        get(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        Seen upload = runtime.requests.get(0);
        assertThat(upload.line()).isEqualTo("POST /admin/upload");
        String body = upload.body().toString(StandardCharsets.UTF_8);
        String boundary = upload.headers().get("content-type").replaceAll(".*boundary=", "");
        assertThat(body)
                .isEqualTo("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + nameOf(SCRIPT, "js") + "\"\r\nContent-Type: text/javascript\r\n\r\n"
                        + new String(SCRIPT, StandardCharsets.UTF_8) + "\r\n--" + boundary + "--\r\n");
        assertThat(client.knownAssets()).containsExactly(urlOf(SCRIPT, "js"));
    }

    @Test
    void theSameAssetIsUnderWayOnlyOnceAndFewAtATime() throws Exception {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        runtime.raw.put("POST /admin/upload", request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            request.body().onSuccess(body -> held.add(request));
        });
        List<CompletableFuture<Void>> uploads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] bytes = ("content " + i % 20).getBytes(StandardCharsets.UTF_8);
            uploads.add(client.upload(urlOf(bytes, "txt"), bytes));
        }
        await().until(() -> held.size() == 8);
        int answered = 0;
        while (answered < 20) {
            int next = answered;
            await().until(() -> held.size() > next);
            now.decrementAndGet();
            held.get(answered++).response().end("{\"ok\":true}");
        }
        for (CompletableFuture<Void> upload : uploads) {
            get(upload);
        }
        assertThat(held).hasSize(20);
        assertThat(most.get()).isEqualTo(8);
    }

    @Test
    void anOddAnswerIsCheckedAgainstTheStore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        runtime.route("POST /admin/upload", request -> Scripted.json(200, "thanks"));
        runtime.route("GET /admin/upload-check", request -> {
            asked.incrementAndGet();
            return Scripted.json(200, "{\"exists\":true}");
        });
        get(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        assertThat(asked.get()).isOne();
        runtime.route("GET /admin/upload-check", request -> Scripted.json(200, "{\"exists\":false}"));
        byte[] other = {1, 2, 3};
        assertThat(failureOf(client.upload(urlOf(other, "glb"), other)).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(client.knownAssets()).doesNotContain(urlOf(other, "glb"));
    }

    @Test
    void uploadsThatCannotWorkAreRejected() {
        runtime.route(
                "POST /admin/upload",
                request -> Scripted.json(413, "{\"error\":\"upload_too_large\",\"maxUploadSize\":12}"));
        RemoteException large = failureOf(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        assertThat(large.kind()).isEqualTo(Kind.REJECTED);
        assertThat(large.code()).isEqualTo("upload_too_large");
        assertThat(large).hasMessageContaining("maxUploadSize 12");
        assertThat(failureOf(client.upload("asset://" + "0".repeat(64) + ".js", SCRIPT))
                        .code())
                .isEqualTo("hash_mismatch");
        assertThat(failureOf(client.upload("asset://" + Sha256.hex(SCRIPT) + ".JS", SCRIPT))
                        .code())
                .isEqualTo("invalid_asset");
        assertThat(failureOf(client.upload("asset://Model.glb", SCRIPT)).code()).isEqualTo("invalid_asset");
    }

    @Test
    void downloadsComeWithoutTheCodeFromWhereTheSnapshotSays() throws Exception {
        FakeRuntime store = closing(FakeRuntime.r1(vertx));
        store.route("GET /cdn/" + nameOf(SCRIPT, "js"), request -> new Scripted(200, Map.of(), Buffer.buffer(SCRIPT)));
        runtime.route(
                "GET /admin/snapshot",
                request -> Scripted.json(
                        200,
                        runtime.snapshot()
                                .put("assetsUrl", store.url() + "/cdn/")
                                .toString()));
        client.connect(new RecordedHints());
        assertThat(get(client.download(urlOf(SCRIPT, "js")))).isEqualTo(SCRIPT);
        assertThat(store.requests.get(0).headers()).doesNotContainKey("x-admin-code");
        assertThat(client.knownAssets()).containsExactly(urlOf(SCRIPT, "js"));
    }

    @Test
    void aRelativeStoreLiesBelowTheWorldUrl() throws Exception {
        runtime.route("GET /assets/sky%20one.hdr", request -> new Scripted(200, Map.of(), Buffer.buffer(SCRIPT)));
        client.connect(new RecordedHints());
        assertThat(get(client.download("asset://sky one.hdr"))).isEqualTo(SCRIPT);
    }

    @Test
    void anAssetThatIsStillBeingUploadedIsWaitedFor() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        runtime.route(
                "GET /assets/" + nameOf(SCRIPT, "js"),
                request -> asked.incrementAndGet() < 4
                        ? Scripted.json(404, "{}")
                        : new Scripted(200, Map.of(), Buffer.buffer(SCRIPT)));
        assertThat(get(client.download(urlOf(SCRIPT, "js")))).isEqualTo(SCRIPT);
    }

    @Test
    void whateverAStoreAnswersConcernsThatAssetOnly() {
        String uri = "GET /assets/" + nameOf(SCRIPT, "js");
        RemoteException missing = failureOf(client.download(urlOf(SCRIPT, "js")));
        assertThat(missing.kind()).isEqualTo(Kind.REJECTED);
        assertThat(missing.code()).isEqualTo("not_found");
        assertThat(runtime.requests).as("looked four times").hasSize(4);
        for (int status : new int[] {401, 403, 500, 502}) {
            runtime.route(uri, request -> Scripted.json(status, ""));
            RemoteException failure = failureOf(client.download(urlOf(SCRIPT, "js")));
            assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
            assertThat(failure.code()).isEqualTo("asset_unavailable");
        }
        runtime.route(uri, request -> new Scripted(200, Map.of(), Buffer.buffer("other content")));
        assertThat(failureOf(client.download(urlOf(SCRIPT, "js"))).code()).isEqualTo("hash_mismatch");
        assertThat(failureOf(client.download("asset://../x")).code()).isEqualTo("invalid_asset");
    }

    @Test
    void aRestartedRuntimeIsAskedAgain() throws Exception {
        client.connect(new RecordedHints());
        get(client.upload(urlOf(SCRIPT, "js"), SCRIPT));
        client.connect(new RecordedHints());
        assertThat(client.knownAssets()).hasSize(1);
        runtime.route("GET /health", request -> runtime.health(1));
        client.connect(new RecordedHints());
        assertThat(client.knownAssets()).isEmpty();
    }
}
