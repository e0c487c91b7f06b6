package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Download direction of assets (PROTOCOL 7.5, ENGINE S10): turns {@code asset://} URLs of an edit into {@code assets/…}
 * paths, and drafts the files that are not there yet. A file that holds something else is never overwritten unless it is
 * the base's content of this very object and nobody else names it.
 */
final class AssetLocaliser {
    private final LocalTree tree;
    private final FileTable table;
    private final AssetShelf shelf;
    private final ContentSource source;
    private final Map<String, byte[]> contents;
    private final Map<ObjectKey, Set<String>> bases;
    private @Nullable Set<String> foldedNames;

    AssetLocaliser(
            LocalTree tree,
            FileTable table,
            AssetShelf shelf,
            ContentSource source,
            Map<String, byte[]> contents,
            Map<ObjectKey, Set<String>> bases) {
        this.tree = tree;
        this.table = table;
        this.shelf = shelf;
        this.source = source;
        this.contents = contents;
        this.bases = bases;
    }

    /**
     * A field's new value as it is to stand in the file.
     *
     * @param current the object as it stands there now, or null
     * @param title what the model is named after
     * @param app what the image is named after
     */
    JsonNode localise(
            String field,
            JsonNode value,
            @Nullable ObjectNode current,
            String title,
            String app,
            ObjectKey key,
            Drafts.Stage stage)
            throws IOException, ProjectionException {
        try {
            return AssetPlaces.rewrite(field, value, (in, prop, holder, text) -> {
                AssetUrl url = AssetUrl.parse(text).orElse(null);
                if (url == null) {
                    return null;
                }
                String suggested = prop != null
                        ? (holder != null && holder.path("name").isTextual()
                                ? holder.path("name").textValue()
                                : prop)
                        : in.equals("image") ? app + "__image" : title;
                return place(
                        url,
                        in.equals("image") ? "png" : "bin",
                        suggested,
                        reference(current, in, prop),
                        current,
                        key,
                        stage);
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        } catch (Refused e) {
            throw e.why;
        }
    }

    /** Carries a checked refusal out of a rewriter. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ProjectionException why;

        Refused(ProjectionException why) {
            super(why);
            this.why = why;
        }
    }

    private static @Nullable String reference(@Nullable ObjectNode current, String field, @Nullable String prop) {
        if (current == null) {
            return null;
        }
        JsonNode node = current.path(field);
        JsonNode place = field.equals("model") ? node : (prop == null ? node : node.path(prop)).path("url");
        String text = place.textValue();
        return text != null && AssetShelf.isLocal(text) ? text : null;
    }

    private @Nullable String place(
            AssetUrl url,
            String defaultExtension,
            String suggested,
            @Nullable String reference,
            @Nullable ObjectNode current,
            ObjectKey key,
            Drafts.Stage stage) {
        try {
            byte[] bytes = contents.get(url.toString());
            String known = shelf.hashOf(url.toString());
            String hash = known == null && bytes != null ? Sha256.hex(bytes) : known;
            if (hash == null) {
                return null;
            }
            String extension = url.extension();
            String old = reference == null ? null : AssetShelf.path(reference);
            if (old != null && table.fact(old) != null && hash.equals(table.hash(old)) && stage.find(old) == null) {
                return reference;
            }
            String same = existing(hash, extension, stage);
            if (same != null) {
                return same;
            }
            bytes = bytes == null ? source.content(url.toString()) : bytes;
            if (bytes == null) {
                return null;
            }
            String wanted = extension.isEmpty() ? defaultExtension : extension;
            if (old != null && mayReplace(old, extension, current, key, stage)) {
                stage.writeAsset(old, bytes, hash, "the asset of " + key + " changed in the world");
                return old;
            }
            String base = old != null && Layout.extension(old).equals(wanted)
                    ? withoutExtension(Layout.name(old), wanted)
                    : suggested;
            String path = free(base, wanted, stage);
            stage.writeAsset(path, bytes, hash, "an asset of " + key);
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProjectionException e) {
            throw new Refused(e);
        }
    }

    /** A file with that content and extension, there already or drafted. Another extension would be another URL. */
    private @Nullable String existing(String hash, String extension, Drafts.Stage stage) throws IOException {
        String path = shelf.find(hash, extension);
        if (path != null && Layout.extension(path).equals(extension) && stage.find(path) == null) {
            return path;
        }
        return stage.asset(hash, extension);
    }

    private boolean mayReplace(
            String path, String extension, @Nullable ObjectNode current, ObjectKey key, Drafts.Stage stage)
            throws IOException {
        String hash = table.fact(path) == null ? null : table.hash(path);
        return hash != null
                && stage.find(path) == null
                && Layout.extension(path).equals(extension)
                && bases.getOrDefault(key, Set.of()).contains(AssetShelf.url(path, hash))
                && Set.of(key).containsAll(tree.referrers(path))
                && current != null
                && AssetPlaces.count(current, path) == 1;
    }

    private String free(String suggested, String extension, Drafts.Stage stage) throws IOException {
        String base = FileNames.shorten(FileNames.sanitise(withoutExtension(suggested, extension)));
        Set<String> there = assetNames();
        for (int i = 0; ; i++) {
            String path = Layout.ASSETS + "/" + base + (i == 0 ? "" : "_" + i) + "." + extension;
            if (!there.contains(FileNames.folded(path)) && !stage.takes(path) && !table.exists(path)) {
                return path;
            }
        }
    }

    /** What is in {@code assets/}, folded; one look serves the batch. */
    private Set<String> assetNames() {
        Set<String> names = foldedNames;
        if (names == null) {
            names = new HashSet<>();
            for (String path : table.below(Layout.ASSETS).keySet()) {
                names.add(FileNames.folded(path));
            }
            foldedNames = names;
        }
        return names;
    }

    private static String withoutExtension(String name, String extension) {
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.endsWith("." + extension) && name.length() > extension.length() + 1
                ? name.substring(0, name.length() - extension.length() - 1)
                : name;
    }
}
