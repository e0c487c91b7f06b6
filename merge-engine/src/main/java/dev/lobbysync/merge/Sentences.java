package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a merge did, in words for people. The sides keep their names local and remote, and are called what the reader knows
 * them as.
 *
 * @param local for example {@code the files}
 * @param remote for example {@code the world}
 */
record Sentences(String local, String remote) {
    /** What the sides are to somebody who keeps a world and its files in step. */
    static final Sentences OF_A_PROJECT = new Sentences("the files", "the world");

    private static final int LONGEST_VALUE = 60;

    private static final int LONGEST_VECTOR = 4;
    /** The values of a script conflict; nobody can read them. */
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    String of(Explanation e) {
        return name(e.path()) + ": " + reason(e);
    }

    private String reason(Explanation e) {
        return switch (e.rule()) {
            case Rules.ONLY_LOCAL -> "local, since only " + local + " " + done(e.base(), e.local()) + " it";
            case Rules.ONLY_REMOTE -> "remote, since only " + remote + " " + done(e.base(), e.remote()) + " it";
            case Rules.SAME_CHANGE -> "both, since both sides " + done(e.base(), e.local()) + " it alike";
            case Rules.LINE_MERGE -> "both, since they changed different lines";
            case Rules.LINE_MERGE_UNPARSED ->
                "both, since they changed different lines; nobody looked further, since it cannot be parsed";
            case Rules.RENAMED ->
                switch (e.won()) {
                    case LOCAL -> "local, since " + local + " moved it here";
                    case REMOTE -> "remote, since " + remote + " moved it here";
                    case BOTH -> "both, since both sides moved it here";
                };
            case Rules.LOCAL_POLICY -> "local, since both sides changed it and the policy gives it to " + local;
            case Rules.REMOTE_POLICY -> "remote, since both sides changed it and the policy gives it to " + remote;
            case Rules.ONLY_LOCAL_REORDERED -> "local, since only " + local + " put its elements in another order";
            case Rules.ONLY_REMOTE_REORDERED -> "remote, since only " + remote + " put its elements in another order";
            case Rules.SAME_ORDER -> "both, since both sides put its elements in the same order";
            case Rules.SET_MERGE -> "both, since what either side added is in and what either side removed is out";
            case Rules.DUPLICATE_KEY -> "taken as one value, since two of its elements have the same key";
            case Rules.MISSING_KEY -> "taken as one value, since one of its elements lacks the key";
            case Rules.NO_SET -> "taken as one value, since it is no set: something is in it twice, or no scalar";
            default -> e.won().name().toLowerCase(Locale.ROOT) + ", by the rule " + e.rule();
        };
    }

    String of(MergeConflict c) {
        return name(c.path()) + ": " + problem(c);
    }

    private String problem(MergeConflict c) {
        return switch (c.rule()) {
            case Rules.RENAMED_DIFFERENTLY -> "both sides renamed it, to different names";
            case Rules.RENAME_AGAINST_DELETE ->
                c.kind() == MergeConflict.Kind.LOCAL_DELETED
                        ? local + " deleted what " + remote + " renamed"
                        : remote + " deleted what " + local + " renamed";
            case Rules.RENAME_UNCLEAR -> "it may be a file that one side removed, under another name, or a new one";
            case Rules.UNPARSABLE ->
                "both sides changed different lines of it, but together they are a script that cannot be parsed";
            default -> problemOfKind(c);
        };
    }

    private String problemOfKind(MergeConflict c) {
        return switch (c.kind()) {
            case BOTH_CHANGED -> "both sides changed it" + values(c, "to ") + was(c);
            case BOTH_ADDED -> "both sides added it" + values(c, "as ");
            case TYPE_CHANGED -> "one side made something else of what the other side changed, too" + values(c, "to ");
            case LOCAL_DELETED -> local + " deleted what " + remote + " changed";
            case REMOTE_DELETED -> remote + " deleted what " + local + " changed";
            case ORDER -> "both sides put its elements in another order";
            case INVALID -> "the merged value would not be valid: " + c.rule();
        };
    }

    private String values(MergeConflict c, String to) {
        return isShort(c.local()) && isShort(c.remote())
                ? ", " + local + " " + to + c.local() + ", " + remote + " " + to + c.remote()
                : "";
    }

    private static String was(MergeConflict c) {
        return isShort(c.base()) && isShort(c.local()) && isShort(c.remote()) ? "; it was " + c.base() : "";
    }

    private static boolean isShort(JsonNode value) {
        boolean flat = value.isValueNode() || isVector(value);
        return flat
                && !(value.isTextual() && HASH.matcher(value.textValue()).matches())
                && value.toString().length() <= LONGEST_VALUE;
    }

    /** Positions and the like; anything larger is better looked at than told. */
    private static boolean isVector(JsonNode value) {
        if (!value.isArray() || value.size() > LONGEST_VECTOR) {
            return false;
        }
        for (JsonNode element : value) {
            if (!element.isNumber()) {
                return false;
            }
        }
        return true;
    }

    private static String done(JsonNode base, JsonNode side) {
        if (base.isMissingNode()) {
            return "added";
        }
        return side.isMissingNode() ? "removed" : "changed";
    }

    /** A single key as it is, since it may be the path of a file; the document itself by a word. */
    private static String name(MergePath path) {
        return switch (path.steps().size()) {
            case 0 -> "the whole";
            case 1 -> path.steps().get(0).toString();
            default -> path.toString();
        };
    }
}
