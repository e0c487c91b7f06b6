package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.protocol.doc.AssetUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files in {@code assets/} by path and by content (PROTOCOL 7.5, ENGINE S10). Hashes are computed when first asked
 * for: an asset that nobody names costs a stat.
 */
final class AssetShelf {
    private static final Pattern HASH_NAME = Pattern.compile("[0-9a-f]{64}(\\..*)?");

    private final FileTable table;
    private final StatCache cache;
    private final Map<String, String> lastUrls = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, String> missing = new TreeMap<>();
    private Project.Bases bases = key -> null;
    private boolean guessing;

    AssetShelf(FileTable table, StatCache cache) {
        this.table = table;
        this.cache = cache;
        this.guessing = cache.isNew();
    }

    /**
     * What a reference of a document stands for.
     *
     * @param url the {@code asset://} URL of its content, or null if that cannot be told
     * @param problem what is wrong and what to do; also set where the file is missing but its last content is known
     */
    record Resolution(@Nullable String url, @Nullable String problem) {}

    /** Whether a text names a local asset. */
    static boolean isLocal(String text) {
        return text.startsWith(Layout.ASSETS + "/") || text.startsWith(Layout.ASSETS + "\\");
    }

    /** The path that a reference names; backslashes are tolerated. */
    static String path(String reference) {
        return reference.replace('\\', '/');
    }

    Resolution resolve(String reference) throws IOException {
        String path = path(reference);
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0) {
                return new Resolution(null, reference + " is no file below assets/; correct the reference");
            }
        }
        FileTable.Block block = table.blockage(path);
        if (block != null) {
            return new Resolution(null, block.why());
        }
        FileFact fact = table.fact(path);
        missing.remove(path);
        if (fact == null) {
            String last = lastUrl(path);
            if (last != null) {
                missing.put(path, last);
            }
            return new Resolution(last, path + " is missing; put it back, or correct the reference");
        }
        if (fact.emptied()) {
            return new Resolution(null, path + " has become empty; restore its content");
        }
        String hash = table.hash(path);
        if (hash == null) {
            return new Resolution(null, path + " cannot be read; check it");
        }
        String url = url(path, hash);
        lastUrls.put(path, url);
        return new Resolution(url, null);
    }

    static String url(String path, String hash) {
        String extension = Layout.extension(path);
        return AssetUrl.ofContent(hash, extension.isEmpty() ? "bin" : extension).toString();
    }

    private @Nullable String lastUrl(String path) {
        String last = lastUrls.get(path);
        if (last != null) {
            return last;
        }
        String gone = cache.lastUrl(path);
        FileFact cached = cache.fact(path);
        return gone != null || cached == null || cached.sha256() == null ? gone : url(path, cached.sha256());
    }

    /** URLs of assets that were found gone when something named them; it may not do so any more. */
    Map<String, String> missing() {
        return missing;
    }

    void consult(Project.Bases known) {
        bases = known;
    }

    /** All files were looked at once: from now on what a missing file held is known by its path, or not at all. */
    void surveyed() {
        guessing = false;
    }

    @Nullable
    ObjectNode base(ObjectKey key) {
        return bases.value(key);
    }

    /**
     * What a missing file held, by the base of the object that names it: where nothing is kept from the last run, so that
     * it cannot be told by the path (ENGINE S10).
     *
     * @param field the field that names it
     * @param prop its key, if the field has several places
     */
    @Nullable
    String vouched(String path, ObjectKey key, String field, @Nullable String prop) {
        ObjectNode base = guessing && table.fact(path) == null && table.blockage(path) == null ? base(key) : null;
        if (base == null) {
            return null;
        }
        JsonNode at = field.equals("model")
                ? base.path(field)
                : prop == null
                        ? base.at("/image/url")
                        : base.path(field).path(prop).path("url");
        String hash = at.isTextual() ? hashOf(at.textValue()) : null;
        String url = hash == null ? null : url(path, hash);
        if (url == null || !url.equals(canonical(at.textValue()))) {
            return null;
        }
        lastUrls.put(path, url);
        missing.put(path, url);
        return url;
    }

    /** An asset URL by its content, as far as that is known. */
    String canonical(String assetUrl) {
        return aliases.getOrDefault(assetUrl, assetUrl);
    }

    /** The content hash that an asset URL stands for, by its name or by what was learned; null if unknown. */
    @Nullable
    String hashOf(String assetUrl) {
        String learned = aliases.getOrDefault(assetUrl, assetUrl);
        return AssetUrl.parse(learned).flatMap(AssetUrl::sha256).orElse(null);
    }

    void learn(Map<String, String> names) {
        aliases.putAll(names);
    }

    /**
     * A file with that content: one with the same extension before others, readable names before hashes, then by name.
     */
    @Nullable
    String find(String hash, String extension) throws IOException {
        List<String> found = new ArrayList<>();
        for (String path : List.copyOf(table.below(Layout.ASSETS).keySet())) {
            if (hash.equals(table.hash(path))) {
                found.add(path);
            }
        }
        return found.stream()
                .min(Comparator.comparing(
                                (String path) -> !Layout.extension(path).equals(extension))
                        .thenComparing(
                                path -> HASH_NAME.matcher(Layout.name(path)).matches())
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Reads every asset that was not read yet, so that all can be found by content. */
    void hashAll() throws IOException {
        for (String path : List.copyOf(table.below(Layout.ASSETS).keySet())) {
            table.hash(path);
        }
    }
}
