package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.BaseEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What copies of a shared module said when the module was last settled, where the base of their importer does not tell or
 * lags behind: the blueprint is frozen, waits, or is yet to be handed the new text. Each counts for its own importer only,
 * and only until that importer's base moves: the same text is news where it comes back to.
 *
 * <p>Kept in {@link BaseEntry#silent()} of the module, an entry for each such copy: its URL, that in its importer's base
 * (each {@code -} if there is none), and the importer's id.
 */
final class SettledCopies {
    private static final String NONE = "-";

    private final Map<String, Said> byImporter = new HashMap<>();
    private final boolean foreign;

    /** One entry. */
    private record Said(String url, String base) {}

    private SettledCopies(Set<String> entries) {
        boolean unread = false;
        for (String entry : entries) {
            String[] parts = entry.split(" ", 3);
            if (parts.length == 3) {
                byImporter.put(parts[2], new Said(parts[0], parts[1]));
            } else {
                unread = true;
            }
        }
        foreign = unread;
    }

    static SettledCopies of(@Nullable BaseEntry module) {
        return new SettledCopies(module == null ? Set.of() : module.silent());
    }

    /** What the copy said, empty if it was not met yet; null if its importer's base tells that. */
    @Nullable
    String said(ObjectView.Copy copy) {
        Said said = byImporter.get(copy.blueprintId());
        if (said == null || !said.base().equals(baseOf(copy))) {
            return null;
        }
        return said.url().equals(NONE) ? "" : said.url();
    }

    /** All that is noted here of any copy, whether its importer has moved on or is gone. */
    Set<String> texts() {
        Set<String> texts = new TreeSet<>();
        byImporter.values().forEach(said -> texts.add(said.url()));
        texts.remove(NONE);
        return texts;
    }

    /** Whether some copy has moved on from what is noted here: should it come back to that, it would be an edit. */
    boolean outgrown(Iterable<ObjectView.Copy> copies) {
        Set<String> left = new TreeSet<>(byImporter.keySet());
        for (ObjectView.Copy copy : copies) {
            Said said = byImporter.get(copy.blueprintId());
            if (said != null && said.url().equals(copy.served())) {
                left.remove(copy.blueprintId());
            }
        }
        return foreign || !left.isEmpty();
    }

    static String entry(ObjectView.Copy copy, String said) {
        return (said.isEmpty() ? NONE : said) + " " + baseOf(copy) + " " + copy.blueprintId();
    }

    private static String baseOf(ObjectView.Copy copy) {
        return copy.base() == null ? NONE : copy.base();
    }
}
