package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One blueprint file of an app folder.
 *
 * @param id what it is: named in the file, known by its path, or derived from it (PROTOCOL 7.2)
 * @param createdAt by which the script root is found, or null
 * @param content what it holds
 */
record BlueprintFile(String path, String id, @Nullable String createdAt, JsonFile content) {
    /** Oldest first, dated before undated, then by lower-cased file base (PROTOCOL 7.3). */
    static final Comparator<BlueprintFile> AGE = Comparator.<BlueprintFile, Boolean>comparing(
                    file -> file.createdAt() == null)
            .thenComparing(file -> Objects.requireNonNullElse(file.createdAt(), ""))
            .thenComparing(file -> Layout.fileBase(file.path()).toLowerCase(Locale.ROOT))
            .thenComparing(BlueprintFile::path);

    private static final String DATED = "createdAt:";

    /** Any JSON file is a blueprint only if it looks like one (PROTOCOL 11, item 52). */
    static boolean looksLikeOne(ObjectNode document) {
        return text(document, "id") != null
                || BlueprintEdits.ORDER.stream().anyMatch(document::has)
                || KnownFields.of(ObjectKind.BLUEPRINT).stream().anyMatch(document::has);
    }

    static @Nullable String dateOf(@Nullable ObjectNode document, PathIndex.@Nullable Entry known) {
        if (document != null) {
            return text(document, "createdAt");
        }
        String signature = known == null ? null : known.signature();
        return signature != null && signature.startsWith(DATED) ? signature.substring(DATED.length()) : null;
    }

    /** A non-blank text member, or null. */
    static @Nullable String text(ObjectNode document, String field) {
        String text = document.path(field).textValue();
        return text == null || text.isBlank() ? null : text;
    }

    /** Its content, or null if it cannot be read. */
    @Nullable
    ObjectNode document() {
        return content.document();
    }

    /** Why not, or null. */
    @Nullable
    String problem() {
        return content.problem();
    }

    /** A text of the file: {@code uid}, {@code createdAt}, {@code scriptEntry} or {@code scriptRef}. */
    @Nullable
    String text(String field) {
        KnownBlueprint known = content.known();
        if (known != null) {
            return known.text(field);
        }
        ObjectNode document = document();
        return document == null ? null : text(document, field);
    }
}
