package dev.lobbysync.daemon.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that files of a project have for a moment while others are written, replaced or deleted: {@code
 * index.js.tmp-k3Jd82LmQx}, {@code index.js.tmp-k3Jd82LmQx-0123456789abcdef}. Who starts after a crash tells by them what
 * was left.
 */
public final class TemporaryName {
    private static final String MIDDLE = ".tmp-";
    private static final Pattern NAME = Pattern.compile("(.+)\\.tmp-[0-9a-zA-Z]{10}(-[0-9a-f]{16})?");
    private static final int MARK = 16;

    private TemporaryName() {}

    /** Whether a file name is one of ours. */
    public static boolean is(String name) {
        return name.contains(MIDDLE) && NAME.matcher(name).matches();
    }

    /** A file that becomes another one by a rename. */
    public static String of(String path, String shortId) {
        return path + MIDDLE + shortId;
    }

    /** A second name for a file that is to be replaced or deleted; it tells what that holds, if nobody writes into it. */
    public static String second(String path, String shortId, String sha256) {
        return of(path, shortId) + "-" + sha256.substring(0, MARK);
    }

    /** The file that a temporary name stands for; any other path as it is. */
    public static String without(String path) {
        Matcher temporary = NAME.matcher(path);
        return temporary.matches() ? temporary.group(1) : path;
    }

    /** How the hash begins of what a {@link #second} name tells that it holds; empty of any other name. */
    public static String toldBy(String name) {
        Matcher temporary = NAME.matcher(name);
        return temporary.matches() && temporary.group(2) != null
                ? temporary.group(2).substring(1)
                : "";
    }
}
