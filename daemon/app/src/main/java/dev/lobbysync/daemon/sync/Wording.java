package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.merge.Explanation;
import dev.lobbysync.merge.MergeConflict;
import dev.lobbysync.merge.MergePath;
import java.util.List;
import java.util.Locale;

/** The words of the merge for what it did, without the path, which artifacts, plan and log spell in their own way. */
final class Wording {
    private Wording() {}

    /** What the two sides did. */
    static String of(MergeConflict conflict) {
        return without(conflict.path(), conflict.sentence());
    }

    /** Who won, and by which rule. */
    static Explained of(String path, Explanation explanation) {
        return new Explained(
                path,
                explanation.won().name().toLowerCase(Locale.ROOT),
                explanation.rule(),
                without(explanation.path(), explanation.sentence()));
    }

    private static String without(MergePath path, String sentence) {
        for (String name : List.of(path.toString(), String.join(".", path.segments()))) {
            if (sentence.startsWith(name + ": ")) {
                return sentence.substring(name.length() + 2);
            }
        }
        return sentence;
    }
}
