package dev.lobbysync.daemon.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.merge.ScriptSetMerge;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Bytes by their hash, from wherever they lie: a file of the project, a kept base text, or the runtime's content-addressed
 * store (DESIGN 5). A hash never changes its content, so looking it up is no side effect of a plan.
 */
final class Contents implements ScriptSetMerge.Texts {
    private static final long CACHE_BYTES = 16L << 20;
    private static final long BATCH_BYTES = 4L << 20;

    private final Project project;
    private final StateStore state;
    private final Remote remote;
    private final Cache<String, byte[]> cache = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((String hash, byte[] bytes) -> bytes.length + 100)
            .build();

    Contents(Project project, StateStore state, Remote remote) {
        this.project = project;
        this.state = state;
        this.remote = remote;
    }

    /** The script with this hash; empty if nobody has it. */
    @Override
    public Optional<byte[]> bytes(String hash) {
        byte[] cached = cache.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        for (String extension : new String[] {"js", "ts"}) {
            Optional<byte[]> here = here(AssetUrl.ofContent(hash, extension).toString());
            if (here.isPresent()) {
                return here;
            }
        }
        for (String extension : new String[] {"js", "ts"}) {
            String url = AssetUrl.ofContent(hash, extension).toString();
            try {
                byte[] downloaded = get(remote.download(url));
                cache.put(hash, downloaded);
                return Optional.of(downloaded);
            } catch (RemoteException e) {
                if (e.kind() != RemoteException.Kind.REJECTED) {
                    throw new Unavailable(e);
                }
            }
        }
        return Optional.empty();
    }

    /** Bytes that this machine has. */
    Optional<byte[]> here(String url) {
        String hash = AssetUrl.parse(url).flatMap(AssetUrl::sha256).orElse(null);
        if (hash == null) {
            return Optional.empty();
        }
        byte[] cached = cache.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        try {
            Optional<byte[]> file = project.content(url);
            return file.isPresent() ? file : state.text(hash);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + url + " from the project", e);
        }
    }

    /** Keeps what this machine has of scripts as base texts, as far as they are not kept already. */
    void keep(Collection<String> urls) throws IOException {
        Map<String, byte[]> texts = new LinkedHashMap<>();
        long size = 0;
        for (String url : urls) {
            String hash = AssetUrl.parse(url).flatMap(AssetUrl::sha256).orElse(null);
            Optional<byte[]> text = hash == null || state.hasText(hash) ? Optional.empty() : here(url);
            if (text.isPresent()) {
                texts.put(hash, text.get());
                size += text.get().length;
            }
            if (size > BATCH_BYTES) {
                state.keepTexts(texts);
                texts.clear();
                size = 0;
            }
        }
        state.keepTexts(texts);
    }

    void remember(Map<String, byte[]> texts) {
        texts.forEach(
                (url, text) -> AssetUrl.parse(url).flatMap(AssetUrl::sha256).ifPresent(hash -> cache.put(hash, text)));
    }

    /** What came of several downloads. */
    record Fetched(Map<String, byte[]> bytes, Map<String, String> missing) {}

    /**
     * Downloads what this machine does not have, all at once.
     *
     * @param names knows under which plain name the runtime serves a built-in asset
     */
    Fetched fetch(Collection<String> urls, AssetNames names) throws RemoteException {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, CompletableFuture<byte[]>> running = new LinkedHashMap<>();
        for (String url : urls) {
            Optional<byte[]> here = here(url);
            if (here.isPresent()) {
                bytes.put(url, here.get());
            } else {
                running.put(url, remote.download(names.servedAs(url).orElse(url)));
            }
        }
        for (Map.Entry<String, CompletableFuture<byte[]>> download : running.entrySet()) {
            try {
                bytes.put(download.getKey(), get(download.getValue()));
            } catch (RemoteException e) {
                if (e.kind() != RemoteException.Kind.REJECTED) {
                    throw e;
                }
                missing.put(download.getKey(), String.valueOf(e.getMessage()));
            }
        }
        return new Fetched(bytes, missing);
    }

    /** The content URL that bytes have under an asset's extension. */
    static String contentUrl(String name, byte[] bytes) {
        String extension = AssetUrl.parse(name).map(AssetUrl::extension).orElse("");
        return AssetUrl.ofContent(Sha256.hex(bytes), extension.isEmpty() ? "bin" : extension)
                .toString();
    }

    /** Waits for an answer of the runtime. */
    static <T> T get(CompletableFuture<T> future) throws RemoteException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(RemoteException.Kind.AWAY, "", "interrupted while waiting for the runtime", e);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof RemoteException remote) {
                throw remote;
            }
            throw new IllegalStateException("the runtime client failed", e.getCause());
        }
    }

    /** The runtime went away in the middle of a plan. */
    static final class Unavailable extends RuntimeException {
        private final transient RemoteException reason;

        Unavailable(RemoteException reason) {
            super(reason);
            this.reason = reason;
        }

        RemoteException reason() {
            return reason;
        }
    }
}
