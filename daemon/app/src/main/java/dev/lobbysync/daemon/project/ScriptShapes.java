package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each blueprint of a folder says that it runs the folder's scripts (ENGINE S8, PROTOCOL 5.2 and 7.3). One that agreed
 * with the world on another way of saying the same keeps that way, so that reading files never makes an edit; what is new
 * or runs other scripts becomes a variant of the root.
 */
final class ScriptShapes {
    private final Map<String, AgreedScripts> agreed = new HashMap<>();

    /** Blueprints with a set of their own that was once found to be the folder's, and the folder. */
    private final Map<String, String> sharing = new HashMap<>();

    /** The words of one blueprint. */
    sealed interface Shape {
        /** It has the folder's set as its own; the file that runs in it. */
        record Own(String entry) implements Shape {}

        /** It refers to another blueprint of the folder. */
        record Ref(String id) implements Shape {}

        /** It says nothing: it runs the scripts of the blueprint that its id names before {@code __}. */
        record Silent() implements Shape {}
    }

    /** Takes note of what is agreed, null to forget; whether this is news. */
    boolean expect(String id, @Nullable AgreedScripts scripts) {
        if (scripts == null || !scripts.own()) {
            sharing.remove(id);
        }
        return scripts == null ? agreed.remove(id) != null : !scripts.equals(agreed.put(id, scripts));
    }

    /** Script paths of the sets that are agreed. */
    Set<String> keys(Set<String> ids) {
        Set<String> keys = new HashSet<>();
        for (String id : ids) {
            AgreedScripts scripts = agreed.get(id);
            if (scripts != null) {
                keys.addAll(scripts.files().keySet());
            }
        }
        return keys;
    }

    @Nullable
    String entry(String id) {
        AgreedScripts scripts = agreed.get(id);
        return scripts == null ? null : scripts.entry();
    }

    /** The agreed reference of a blueprint to another one of the same folder, or null. */
    @Nullable
    String refWithin(String id, Set<String> ids) {
        AgreedScripts scripts = agreed.get(id);
        String ref = scripts == null ? null : scripts.ref();
        return ref != null && !ref.equals(id) && ids.contains(ref) ? ref : null;
    }

    /**
     * The script root: the blueprint that is agreed to have the set; of several the one that others refer to, then the one
     * that has most of the files that are there; without any the oldest.
     *
     * @param candidates those that do not run the scripts of another folder
     */
    @Nullable
    BlueprintFile root(List<BlueprintFile> candidates, Set<String> ids, String app, FileTable table) {
        List<BlueprintFile> owners =
                candidates.stream().filter(file -> owns(file.id())).toList();
        Set<String> referred = new HashSet<>();
        for (String id : ids) {
            String ref = refWithin(id, ids);
            if (ref != null) {
                referred.add(ref);
            }
        }
        return (owners.isEmpty() ? candidates : owners)
                .stream()
                        .min(Comparator.<BlueprintFile, Boolean>comparing(file -> !referred.contains(file.id()))
                                .thenComparing(file -> -matches(file.id(), app, table))
                                .thenComparing(BlueprintFile.AGE))
                        .orElse(null);
    }

    private boolean owns(String id) {
        AgreedScripts scripts = agreed.get(id);
        return scripts != null && scripts.own();
    }

    private int matches(String id, String app, FileTable table) {
        AgreedScripts scripts = agreed.get(id);
        int matches = 0;
        for (Map.Entry<String, String> file : scripts == null
                ? Set.<Map.Entry<String, String>>of()
                : scripts.files().entrySet()) {
            String path = Layout.scriptFile(app, file.getKey());
            FileFact fact = table.fact(path);
            if (fact != null
                    && fact.sha256() != null
                    && ScriptSetReader.url(path, fact.sha256()).equals(file.getValue())) {
                matches++;
            }
        }
        return matches;
    }

    /** How a blueprint of the folder says that it runs the folder's set. */
    Shape of(BlueprintFile file, BlueprintFile root, Set<String> ids, String app, ScriptSet.Ready set, String entry) {
        String id = file.id();
        if (file.equals(root)) {
            return new Shape.Own(entry);
        }
        AgreedScripts scripts = agreed.get(id);
        if (scripts != null) {
            String ref = refWithin(id, ids);
            if (ref != null && (ref.equals(root.id()) || shares(ref, root, app, set))) {
                return new Shape.Ref(ref);
            }
            if (shares(id, root, app, set)) {
                return new Shape.Own(entryOf(file, scripts, set, entry));
            }
            int split = id.indexOf("__");
            boolean silent = scripts.ref() == null && scripts.files().isEmpty();
            if (silent && split > 0 && id.substring(0, split).equals(root.id())) {
                return new Shape.Silent();
            }
        }
        return new Shape.Ref(root.id());
    }

    /**
     * The scope that a blueprint takes over with the reference to another one of its folder, without which the runtime
     * would refuse it (PROTOCOL 3.6); null if its own may stay. What both sides agreed on stays, however odd.
     */
    @Nullable
    String scope(BlueprintFile file, BlueprintFile root, Shape.Ref ref) {
        ObjectNode rootDocument = root.document();
        AgreedScripts ofRoot = agreed.get(root.id());
        String written = rootDocument == null ? null : BlueprintFile.text(rootDocument, "scope");
        String wanted = written != null ? written : ofRoot == null ? null : ofRoot.scope();
        AgreedScripts scripts = agreed.get(file.id());
        String known = scripts == null ? null : scripts.scope();
        if (wanted == null || (scripts != null && ref.id().equals(scripts.ref()) && !wanted.equals(known))) {
            return null;
        }
        ObjectNode document = file.document();
        String own = document == null ? null : BlueprintFile.text(document, "scope");
        return wanted.equals(own == null ? known : own) ? null : wanted;
    }

    /** Whether the blueprint's own set is the folder's; once it is, it stays so while the blueprint stays in the folder. */
    private boolean shares(String id, BlueprintFile root, String app, ScriptSet.Ready set) {
        AgreedScripts scripts = agreed.get(id);
        if (scripts == null || !scripts.own()) {
            return false;
        }
        if (app.equals(sharing.get(id))) {
            return true;
        }
        AgreedScripts of = agreed.get(root.id());
        boolean same = (of != null && of.own() && of.files().equals(scripts.files()))
                || set.files().equals(scripts.files());
        if (same) {
            sharing.put(id, app);
        }
        return same;
    }

    private static String entryOf(BlueprintFile file, AgreedScripts scripts, ScriptSet.Ready set, String entry) {
        String written = file.text("scriptEntry");
        if (written != null && set.files().containsKey(written)) {
            return written;
        }
        String known = scripts.entry();
        return known != null && set.files().containsKey(known) ? known : entry;
    }
}
