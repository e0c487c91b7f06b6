package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds bases for objects that both sides have and say differently, at the first meeting of a project and a world: a fresh
 * clone of a project that others have synced. If the newest commits hold the object as the world has it now, the files
 * moved on since, and that is the base. If the feed shows that the world once had it as the files say, the world moved on
 * since. What neither explains, and what both explain, gets no base; nor does what one explains while the other was cut off,
 * or shows that a state of which the one knows nothing was on both sides since.
 *
 * <p>What only one side has gets none either: nothing is ever deleted because of the past.
 */
final class MeetingBases {
    private final Project project;
    private final ConflictStore conflicts;
    private final Trees trees;
    private final Telemetry telemetry;
    private final CommitSearch commits;
    private final FeedSearch feed;

    MeetingBases(Ports ports, Trees trees) {
        this.project = ports.project();
        this.conflicts = ports.conflicts();
        this.trees = trees;
        this.telemetry = ports.telemetry();
        this.commits = new CommitSearch(ports, trees);
        this.feed = new FeedSearch(ports, trees);
    }

    /**
     * What explains an object's two sides.
     *
     * @param source {@code commit 1a2b3c4}, {@code operation … at cursor 17}
     * @param value the agreed value in wire form
     * @param silent see {@link BaseEntry#silent}
     * @param cursor the feed position up to which the value is explained
     */
    record Explained(String source, ObjectNode value, Set<String> silent, long cursor) {}

    /** The bases to commit before anything is planned; empty if the past explains nothing. */
    StateChange explain(FeedPosition head) throws RemoteException {
        Map<ObjectKey, ObjectView> wanted = wanted();
        if (wanted.isEmpty()) {
            return new StateChange(List.of(), Set.of(), null, Set.of(), Map.of());
        }
        CommitSearch.Result files = commits.search(wanted, head.cursor());
        FeedSearch.Result world = feed.search(wanted, files.forms(), head.cursor());
        List<BaseEntry> found = new ArrayList<>();
        Map<ObjectKey, String> sources = new HashMap<>();
        Set<ObjectKey> byFeed = new HashSet<>();
        for (ObjectKey key : wanted.keySet()) {
            Explained explained = only(key, files, world);
            if (explained != null) {
                if (world.found().containsKey(key)) {
                    byFeed.add(key);
                }
                found.add(entry(key, explained));
                sources.put(key, explained.source());
            }
        }
        feed.keepEvidence(byFeed);
        trees.metBy(sources);
        telemetry.notice(
                "first meeting: of " + wanted.size() + " objects that differ, " + (found.size() - byFeed.size())
                        + " changed only in the files and " + byFeed.size()
                        + " only in the world, as the git history and the changefeed tell; the rest is merged without a base");
        return new StateChange(found, Set.of(), null, Set.of(), Map.of());
    }

    /** What one search says and the other, having seen all that there is, has nothing against; null if that is none. */
    static @Nullable Explained only(ObjectKey key, CommitSearch.Result commits, FeedSearch.Result feed) {
        Explained filesMovedOn = commits.found().get(key);
        Explained worldMovedOn = feed.found().get(key);
        if (feed.contradicted().contains(key)) {
            return null;
        }
        if (worldMovedOn == null) {
            return feed.cutOff() ? null : filesMovedOn;
        }
        return filesMovedOn != null || commits.cutOff() ? null : worldMovedOn;
    }

    /** Objects without a base that both sides have, and not the same. */
    private Map<ObjectKey, ObjectView> wanted() {
        Map<ObjectKey, ObjectView> wanted = new TreeMap<>();
        for (ObjectKey key : project.keys()) {
            ObjectView view = trees.view(key);
            // What a person was asked about already stays a question.
            if (view.base() != null
                    || conflicts.openFor(key).isPresent()
                    || !(view.local() instanceof LocalState.Present present)) {
                continue;
            }
            boolean differ;
            if (key.kind() == ObjectKind.MODULE) {
                String file = present.value().path("url").asText();
                differ = view.copies().stream()
                        .anyMatch(copy -> !copy.served().equals(trees.names().canonical(file)));
            } else {
                differ = view.served() != null && !same(view, trees.names());
            }
            if (differ) {
                wanted.put(key, view);
            }
        }
        return wanted;
    }

    /** Whether files and runtime say the same in a view without a base. */
    static boolean same(ObjectView view, AssetNames names) {
        Sides sides = Sides.of(view, names);
        return sides.local() != null && sides.remote() != null && JsonEquality.equal(sides.local(), sides.remote());
    }

    /** What the base leaves unsaid in the files, if the files then said it so. */
    static Set<String> silent(ObjectView view, AssetNames names) {
        ObjectNode said = Sides.of(view, names).local();
        return said == null || !(view.local() instanceof LocalState.Present present)
                ? Set.of()
                : Sides.silentAfter(view.key().kind(), said, present.present(), Set.of());
    }

    static ObjectNode module(String url) {
        return JsonNodeFactory.instance.objectNode().put("url", url);
    }

    private static BaseEntry entry(ObjectKey key, Explained explained) {
        ObjectNode wire = explained.value();
        ObjectNode value = key.kind() == ObjectKind.MODULE ? wire : NormalForm.of(key.kind(), wire);
        return new BaseEntry(
                key,
                text(wire, "uid"),
                CanonicalJson.sha256(value),
                () -> value,
                explained.silent(),
                wire.get("version"),
                text(wire, "lastOpId"),
                explained.cursor(),
                BaseEntry.Origin.MET);
    }

    private static @Nullable String text(ObjectNode wire, String field) {
        return wire.path(field).textValue();
    }
}
