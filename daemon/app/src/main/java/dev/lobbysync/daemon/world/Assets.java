package dev.lobbysync.daemon.world;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lobbysync.protocol.doc.AssetUrl;
import java.util.Set;

/** The content-addressed assets that the runtime is known to have. A bounded memory of answers; thread-safe. */
final class Assets {
    private static final long MOST = 100_000;
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    void remember(AssetUrl url) {
        known.put(url.toString(), true);
    }

    boolean knows(AssetUrl url) {
        return known.getIfPresent(url.toString()) != null;
    }

    Set<String> urls() {
        return Set.copyOf(known.asMap().keySet());
    }

    /** A restarted runtime may have cleaned its store, or be another one (PROTOCOL 11, item 7). */
    void forget() {
        known.invalidateAll();
    }
}
