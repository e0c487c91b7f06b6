package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches assets from wherever the snapshot's {@code assetsUrl} says, without the admin code: the store may be somebody
 * else's. Whatever a store answers but the right bytes concerns that asset only (REJECTED, PROTOCOL 11, item 71); only a
 * store that cannot be reached is AWAY.
 */
final class AssetDownloads {
    private static final int AT_ONCE = 8;

    private final EventLoop loop;
    private final RuntimeHttp http;
    private final RuntimeTiming timing;
    private final Assets assets;
    private final Lanes lanes = new Lanes(AT_ONCE);
    private volatile Endpoint store;

    AssetDownloads(EventLoop loop, RuntimeHttp http, RuntimeTiming timing, Assets assets) {
        this.loop = loop;
        this.http = http;
        this.timing = timing;
        this.assets = assets;
        this.store = http.endpoint().assets("/assets");
    }

    /**
     * Where to fetch from, as of the latest snapshot.
     *
     * @throws IllegalArgumentException if that is no URL
     */
    void fetchFrom(String assetsUrl) {
        store = http.endpoint().assets(assetsUrl);
    }

    CompletableFuture<byte[]> download(String assetUrl) {
        Optional<AssetUrl> url = AssetUrl.parse(assetUrl);
        if (url.isEmpty()) {
            return CompletableFuture.failedFuture(new RemoteException(
                    Kind.REJECTED,
                    "invalid_asset",
                    "'" + assetUrl + "' is not an asset URL; correct the reference in the object that uses it"));
        }
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        loop.run(() -> lanes.run(() -> fetch(url.get(), 0))
                .compose(bytes -> verified(url.get(), bytes))
                .onComplete(done::complete, done::completeExceptionally));
        return done;
    }

    private Future<byte[]> fetch(AssetUrl url, int retries) {
        HttpCall call = new HttpCall(
                store,
                HttpMethod.GET,
                "/" + Endpoint.encode(url.name()),
                false,
                null,
                null,
                AssetUploads.LARGEST,
                timing.transfer());
        return http.call(call).compose(reply -> {
            if (reply.ok()) {
                return Future.succeededFuture(reply.body());
            }
            if (reply.status() == 404 && retries < timing.assetRetries().size()) {
                return later(timing.assetRetries().get(retries).toMillis()).compose(ignored -> fetch(url, retries + 1));
            }
            return Future.failedFuture(unavailable(url, reply));
        });
    }

    private RemoteException unavailable(AssetUrl url, HttpReply reply) {
        if (reply.status() == 404) {
            return new RemoteException(
                    Kind.REJECTED,
                    ErrorCode.NOT_FOUND,
                    "the runtime does not have " + url + " (" + reply.what()
                            + " was answered 404); upload it again from a project that has it");
        }
        return new RemoteException(
                Kind.REJECTED,
                "asset_unavailable",
                reply.what() + " was answered " + reply.status() + "; what uses " + url
                        + " waits and is tried again, see the log of the asset store");
    }

    private Future<byte[]> verified(AssetUrl url, byte[] bytes) {
        Optional<String> expected = url.sha256();
        if (expected.isEmpty()) {
            return Future.succeededFuture(bytes);
        }
        return loop.vertx().executeBlocking(() -> Sha256.hex(bytes), false).compose(actual -> {
            if (!actual.equals(expected.get())) {
                return Future.failedFuture(new RemoteException(
                        Kind.REJECTED,
                        "hash_mismatch",
                        "the store at " + store.display() + " serves " + url + " with other content (hash " + actual
                                + "); what uses it waits, upload the asset again"));
            }
            assets.remember(url);
            return Future.succeededFuture(bytes);
        });
    }

    private Future<Void> later(long millis) {
        Promise<Void> promise = Promise.promise();
        loop.vertx().setTimer(Math.max(1, millis), timer -> promise.complete());
        return promise.future();
    }
}
