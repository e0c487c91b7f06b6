package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ScriptVersions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Three forms merged into one.
 *
 * @param form the merged form; local values at the places of conflicts
 * @param unresolved what a person has to decide
 * @param autoResolved what a policy decided
 * @param explained which side won where, and by which rule; empty if only one side changed
 * @param texts merged script texts by their {@code asset://} URL, which neither side has yet
 * @param scripts the versions of scripts that could not be merged by lines
 */
record MergedForm(
        ObjectNode form,
        List<FieldConflict> unresolved,
        List<FieldConflict> autoResolved,
        List<Explained> explained,
        Map<String, byte[]> texts,
        Map<String, ScriptVersions> scripts) {
    MergedForm {
        unresolved = List.copyOf(unresolved);
        autoResolved = List.copyOf(autoResolved);
        explained = List.copyOf(explained);
        texts = Map.copyOf(texts);
        scripts = Collections.unmodifiableMap(new LinkedHashMap<>(scripts));
    }

    /** A merge in which one side's form is the result. */
    static MergedForm of(ObjectNode form) {
        return new MergedForm(form, List.of(), List.of(), List.of(), Map.of(), Map.of());
    }

    /** The same with further texts that exist nowhere else yet, because one of the sides names them. */
    MergedForm with(Map<String, byte[]> further) {
        Map<String, byte[]> all = new LinkedHashMap<>(texts);
        all.putAll(further);
        return new MergedForm(form, unresolved, autoResolved, explained, all, scripts);
    }

    boolean clean() {
        return unresolved.isEmpty();
    }
}
