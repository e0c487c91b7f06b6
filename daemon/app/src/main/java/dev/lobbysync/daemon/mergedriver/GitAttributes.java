package dev.lobbysync.daemon.mergedriver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of {@code .gitattributes} that give the files of a project to the merge driver, beside whatever a person wrote
 * there. Patterns are relative to the directory of the file, so they fit a project anywhere in its repository.
 */
final class GitAttributes {
    private static final String MERGE = "merge=gamedev";
    private static final List<String> PATTERNS = List.of("apps/**/*.json", "world.json");

    private final String text;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, String> otherwise = new LinkedHashMap<>();

    /** Looks at what is there, empty if there is no file. */
    GitAttributes(String text) {
        this.text = text;
        for (String pattern : PATTERNS) {
            String merge = mergeOf(pattern);
            if (merge.isEmpty()) {
                missing.add(pattern + " " + MERGE);
            } else if (!merge.equals(MERGE)) {
                otherwise.put(pattern, merge);
            }
        }
    }

    /** The last line for a pattern counts, as for git. */
    private String mergeOf(String pattern) {
        String found = "";
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words[0].equals(pattern) || words[0].equals("/" + pattern)) {
                for (int i = 1; i < words.length; i++) {
                    if (words[i].matches("[-!]?merge(=.*)?")) {
                        found = words[i];
                    }
                }
            }
        }
        return found;
    }

    /** The lines that are missing. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    /** Patterns that a person gave to something else, and to what; they stay so. */
    Map<String, String> otherwise() {
        return new LinkedHashMap<>(otherwise);
    }

    /** The text with what is missing. */
    String complete() {
        if (missing.isEmpty()) {
            return text;
        }
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        String before = text.isEmpty() || text.endsWith("\n") ? text : text + end;
        return before + String.join(end, missing) + end;
    }
}
