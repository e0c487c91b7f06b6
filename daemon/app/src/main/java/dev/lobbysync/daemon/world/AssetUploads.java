package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.doc.AssetUrl;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Brings assets into the runtime's store (PROTOCOL 2.3): asks whether it has them, uploads those that it has not. A small one
 * is uploaded without a question, which would take as long; the runtime leaves one that it has as it is. Questions and
 * uploads go side by side, a bounded number at once; the same asset is under way only once.
 */
final class AssetUploads {
    /** R1's limit; R2 answers 413 at its own. */
    static final int LARGEST = 200 << 20;

    /** From this size on an upload takes longer than a question. */
    static final int ASKED_FOR_FROM = 64 << 10;

    private static final int AT_ONCE = 8;

    private final EventLoop loop;
    private final RuntimeHttp http;
    private final Answers answers;
    private final RuntimeTiming timing;
    private final Assets assets;
    private final Lanes questions = new Lanes(2 * AT_ONCE);
    private final Lanes uploads = new Lanes(AT_ONCE);
    private final Map<AssetUrl, Future<Void>> underWay = new HashMap<>();

    AssetUploads(EventLoop loop, RuntimeHttp http, Answers answers, RuntimeTiming timing, Assets assets) {
        this.loop = loop;
        this.http = http;
        this.answers = answers;
        this.timing = timing;
        this.assets = assets;
    }

    CompletableFuture<Void> upload(String assetUrl, byte[] bytes) {
        Optional<AssetUrl> parsed = AssetUrl.parse(assetUrl).filter(url -> isStoredAs(url));
        if (parsed.isEmpty()) {
            return CompletableFuture.failedFuture(rejected(
                    "invalid_asset", "'" + assetUrl + "' is no name under which the runtime stores an upload"));
        }
        AssetUrl url = parsed.get();
        if (assets.knows(url)) {
            return CompletableFuture.completedFuture(null);
        }
        if (bytes.length > LARGEST) {
            return CompletableFuture.failedFuture(rejected(
                    ErrorCode.UPLOAD_TOO_LARGE,
                    "asset " + url + " has " + bytes.length + " bytes, the runtime takes at most " + LARGEST
                            + "; make the file smaller"));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.run(() -> once(url, bytes).onComplete(ignored -> done.complete(null), done::completeExceptionally));
        return done;
    }

    /** The runtime names uploads itself: hash, dot, lower-case extension (PROTOCOL 2.3). */
    private static boolean isStoredAs(AssetUrl url) {
        return url.sha256().isPresent() && url.name().endsWith("." + url.extension());
    }

    private Future<Void> once(AssetUrl url, byte[] bytes) {
        Future<Void> running = underWay.get(url);
        if (running != null) {
            return running;
        }
        Promise<Void> promise = Promise.promise();
        underWay.put(url, promise.future());
        Future<Boolean> asked = bytes.length < ASKED_FOR_FROM ? Future.succeededFuture(false) : exists(url);
        asked.compose(there -> there ? Future.succeededFuture() : uploads.run(() -> send(url, bytes)))
                .onComplete((nothing, failure) -> {
                    underWay.remove(url);
                    if (failure == null) {
                        assets.remember(url);
                    }
                    promise.complete(null, failure);
                });
        return promise.future();
    }

    private Future<Boolean> exists(AssetUrl url) {
        String uri = "/admin/upload-check?filename=" + Endpoint.encode(url.name());
        return questions.run(() -> http.get(uri)).compose(reply -> {
            try {
                ObjectNode answer = answers.object(reply);
                return answer.path("exists").isBoolean()
                        ? Future.succeededFuture(answer.path("exists").booleanValue())
                        : Future.failedFuture(answers.malformed(reply, "it does not say whether it exists", null));
            } catch (RemoteException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private Future<Void> send(AssetUrl url, byte[] bytes) {
        return loop.vertx()
                .executeBlocking(() -> MultipartFile.of(url.name(), AssetTypes.of(url.extension()), bytes), false)
                .compose(file -> {
                    if (!url.sha256().equals(Optional.of(file.sha256()))) {
                        return Future.failedFuture(rejected(
                                "hash_mismatch",
                                "the bytes for " + url + " have the hash " + file.sha256()
                                        + "; the file changed meanwhile and is looked at again"));
                    }
                    return http.call(new HttpCall(
                            http.endpoint(),
                            HttpMethod.POST,
                            "/admin/upload",
                            true,
                            file.body(),
                            file.contentType(),
                            1 << 20,
                            timing.transfer()));
                })
                .compose(reply -> confirm(url, reply));
    }

    /** Trusts the plain answer; asks again after one that is positive but odd. */
    private Future<Void> confirm(AssetUrl url, HttpReply reply) {
        if (!reply.ok()) {
            return Future.failedFuture(answers.failure(reply));
        }
        try {
            ObjectNode answer = answers.object(reply);
            if (answer.path("ok").asBoolean(false)
                    && url.name().equals(answer.path("filename").asText(url.name()))) {
                return Future.succeededFuture();
            }
        } catch (RemoteException e) {
            return checkStored(url, reply);
        }
        return checkStored(url, reply);
    }

    private Future<Void> checkStored(AssetUrl url, HttpReply reply) {
        return exists(url)
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                answers.malformed(reply, "and " + url + " is not in the store afterwards", null)));
    }

    private static RemoteException rejected(String code, String message) {
        return new RemoteException(Kind.REJECTED, code, message);
    }
}
