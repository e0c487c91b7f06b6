package dev.lobbysync.daemon.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was written and not yet replaced by somebody who had it before the eyes (ENGINE T1). Every value carries a token of
 * its own: {@code tok17k}, or as a number {@code 1017.25}.
 */
final class Ledger {
    private static final Pattern TOKEN = Pattern.compile("tok[0-9]+k|(?<![0-9.])[0-9]+\\.25(?![0-9])");

    /** An asset may be called after its app, whatever that is called by now; in a diff no quote ends its path. */
    private static final Pattern ASSET_PATH = Pattern.compile("assets/[^\"\\n]*");

    private final Map<String, String> live = new LinkedHashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private long count;

    /** A fresh text. */
    String token() {
        return "tok" + count++ + "k";
    }

    /** A fresh number. */
    double number() {
        return 1_000 + count++ + 0.25;
    }

    /** Somebody who saw the one text made the other of it; a value that was replaced does not count again. */
    void changed(String before, String after, String where) {
        Set<String> was = tokens(before);
        Set<String> is = tokens(after);
        for (String token : was) {
            if (!is.contains(token)) {
                live.remove(token);
                replaced.add(token);
            }
        }
        for (String token : is) {
            if (!was.contains(token) && !replaced.contains(token)) {
                live.put(token, where);
            }
        }
    }

    /** As {@link #changed}, but what goes may come back; it counts again then, unless somebody replaced it meanwhile. */
    void setAside(String before, String after, String where) {
        Set<String> aside = tokens(before);
        aside.retainAll(live.keySet());
        changed(before, after, where);
        aside.removeAll(tokens(after));
        replaced.removeAll(aside);
    }

    /** The tokens that are in none of these, with the place that they were written to. */
    List<String> missing(Set<String> there) {
        List<String> lost = new ArrayList<>();
        live.forEach((token, where) -> {
            if (!there.contains(token)) {
                lost.add(token + " written to " + where);
            }
        });
        return lost;
    }

    /** What was told of once is not told again. */
    void forget(Collection<String> lost) {
        lost.forEach(one -> live.remove(one.substring(0, one.indexOf(' '))));
    }

    int size() {
        return live.size();
    }

    static Set<String> tokens(String text) {
        return new LinkedHashSet<>(counted(text).keySet());
    }

    /** How often each token is in a text. */
    static Map<String, Integer> counted(String text) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher matcher = TOKEN.matcher(ASSET_PATH.matcher(text).replaceAll(""));
        while (matcher.find()) {
            counts.merge(matcher.group(), 1, Integer::sum);
        }
        return counts;
    }
}
