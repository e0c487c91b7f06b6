package dev.lobbysync.protocol.doc;

import java.util.Locale;
import java.util.Optional;

/**
 * A reference to an asset of the runtime, {@code asset://<name>} (PROTOCOL 2.3, 5.2). Only names of the form
 * {@code <64 hex>.<ext>} are content-addressed; built-in assets have plain names.
 *
 * @param name the file name in the asset store: a single path segment, safe to join to a directory
 */
public record AssetUrl(String name) {

    /** How every asset URL starts. */
    public static final String PREFIX = "asset://";

    private static final int HASH_LENGTH = 64;

    public AssetUrl {
        if (!isSafe(name)) {
            throw new IllegalArgumentException("'" + name + "' is not an asset name; it must be one path segment");
        }
    }

    /** The asset that {@code url} names; empty if it is no asset URL or its name could leave the asset directory. */
    public static Optional<AssetUrl> parse(String url) {
        if (!url.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String name = url.substring(PREFIX.length());
        return isSafe(name) ? Optional.of(new AssetUrl(name)) : Optional.empty();
    }

    /**
     * The URL under which the runtime stores content.
     *
     * @param sha256 hash of the content, 64 lower-case hex characters
     * @param extension without dot; lower-cased, because the runtime does so on upload
     */
    public static AssetUrl ofContent(String sha256, String extension) {
        if (sha256.length() != HASH_LENGTH || !startsWithHash(sha256)) {
            throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256 in lower-case hex");
        }
        if (extension.isEmpty() || extension.indexOf('.') >= 0) {
            throw new IllegalArgumentException("'" + extension + "' is not a file extension; give it without dots");
        }
        return new AssetUrl(sha256 + "." + extension.toLowerCase(Locale.ROOT));
    }

    /** The hash of the content, if the name is content-addressed. */
    public Optional<String> sha256() {
        boolean addressed =
                name.length() > HASH_LENGTH + 1 && name.lastIndexOf('.') == HASH_LENGTH && startsWithHash(name);
        return addressed ? Optional.of(name.substring(0, HASH_LENGTH)) : Optional.empty();
    }

    private static boolean startsWithHash(String text) {
        for (int i = 0; i < HASH_LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** What follows the last dot of the name, in lower case and without the dot; empty if there is none. */
    public String extension() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** {@code asset://<name>}. */
    @Override
    public String toString() {
        return PREFIX + name;
    }

    private static boolean isSafe(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || c < 0x20 || c == 0x7F) {
                return false;
            }
        }
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }
}
