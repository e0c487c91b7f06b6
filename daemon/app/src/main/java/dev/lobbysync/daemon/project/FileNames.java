package dev.lobbysync.daemon.project;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * File names made from names of the world (PROTOCOL 7.6, items 47 and 68): safe on every file system, and never a path.
 */
final class FileNames {
    /** Longest name that is made, in bytes (the result is ASCII); leaves room for {@code _12.json} and a temporary suffix. */
    static final int MAX_BYTES = 200;

    private static final Pattern OUTSIDE = Pattern.compile("[^A-Za-z0-9._ $-]+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern EDGE_DOTS = Pattern.compile("^\\.+|[. ]+$");
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "node_modules");
    private static final Pattern DEVICE = Pattern.compile("(com|lpt)[0-9]");

    private FileNames() {}

    /** The name with everything replaced that some file system refuses or reads as more than a name. */
    static String sanitise(String name) {
        String clean = OUTSIDE.matcher(name.strip()).replaceAll("-");
        clean = SPACE.matcher(clean).replaceAll(" ").strip();
        clean = EDGE_DOTS.matcher(clean).replaceAll("").strip();
        if (clean.isEmpty()) {
            return "file";
        }
        String stem = clean.toLowerCase(Locale.ROOT).replaceFirst("\\..*", "");
        boolean reserved = RESERVED.contains(stem) || DEVICE.matcher(stem).matches();
        return reserved ? "_" + clean : clean;
    }

    /** Cuts a name so that it stays within {@link #MAX_BYTES}. */
    static String shorten(String name) {
        return name.length() <= MAX_BYTES ? name : name.substring(0, MAX_BYTES).strip();
    }

    /** Whether an id can be made a file name without hiding what it is: no separators, no control characters, no dots only. */
    static boolean canProject(String id) {
        return !id.isBlank()
                && id.chars().noneMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\')
                && !id.chars().allMatch(c -> c == '.')
                && sanitise(id).length() <= MAX_BYTES;
    }

    /** The form by which names are compared where upper and lower case are one. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
