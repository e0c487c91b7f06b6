package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.ScriptSetMerge;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Base, local and remote side by side, with what is known about their objects. Owned by the sync context; answers the
 * planner's questions without asking anybody.
 */
final class Trees implements PlanContext {
    private final StateStore state;
    private final Project project;
    private final Clock clock;
    private final Map<ObjectKind, MergePolicy> policies;
    private final ScriptSetMerge.Texts texts;
    private final ScriptSetMerge.Syntax syntax;
    private final long graceMillis;
    private final AssetNames names;
    private final Mirror mirror = new Mirror();
    private final FeedLog feed = new FeedLog();
    private final CopyLineage lineage;
    private final CoveredObjects covered = new CoveredObjects();
    private final Map<ObjectKey, Long> goneSince = new HashMap<>();
    private final Map<ObjectKey, Long> lastOpAt = new HashMap<>();
    private final Map<ObjectKey, ObjectView.Chosen> chosen = new HashMap<>();
    private final Map<ObjectKey, String> metBy = new HashMap<>();
    private Preference preference = Preference.NONE;
    private Set<ObjectKey> unsettledModules = Set.of();
    private @Nullable UsersByBlueprint users;
    private final Set<ObjectKey> acceptedDeletions = new HashSet<>();
    private boolean withoutGrace;
    private long scannedAt;

    Trees(
            StateStore state,
            Project project,
            Clock clock,
            Map<ObjectKind, MergePolicy> policies,
            ScriptSetMerge.Texts texts,
            ScriptSetMerge.Syntax syntax,
            long graceMillis) {
        this.state = state;
        this.project = project;
        this.clock = clock;
        this.policies = Map.copyOf(policies);
        this.texts = texts;
        this.syntax = syntax;
        this.graceMillis = graceMillis;
        this.names = new AssetNames(state.aliases());
        this.lineage = new CopyLineage(mirror, names);
    }

    Mirror mirror() {
        return mirror;
    }

    CopyLineage lineage() {
        return lineage;
    }

    FeedLog feed() {
        return feed;
    }

    Map<ObjectKey, ObjectView.Chosen> chosen() {
        return chosen;
    }

    /** Every object that any side knows. */
    Set<ObjectKey> all() {
        Set<ObjectKey> all = new HashSet<>(mirror.keys());
        all.addAll(mirror.modules());
        all.addAll(project.keys());
        state.bases().forEach(entry -> all.add(entry.key()));
        return all;
    }

    /** Forgets what was worked out for the last plan, because the trees have changed. */
    void changed() {
        users = null;
    }

    /** Names the modules that wait or are in conflict, so that their importers' scripts wait with them. */
    void unsettledModules(Set<ObjectKey> modules) {
        unsettledModules = Set.copyOf(modules);
    }

    /** What our own writes covered. */
    CoveredObjects covered() {
        return covered;
    }

    /** Whether the op is one of ours that nobody waited for any more, and covered what the runtime served until then. */
    boolean coveredLate(ObjectKey key, FeedOp op, ObjectNode before) {
        if (covered.has(key) || !state.sent(op.opId())) {
            return false;
        }
        ObjectNode after = mirror.served(key);
        if (after != null && JsonEquality.equal(form(key, before), form(key, after))) {
            return false;
        }
        covered.noteLate(key, op, before);
        return true;
    }

    /**
     * An op is about to be taken. Where the runtime had forgotten what it had accepted, whoever wrote that op went on from
     * what it serves instead, and only what they changed is theirs.
     */
    void goesOnFromForgotten(ObjectKey key, FeedOp op) {
        ObjectNode stands = mirror.served(key);
        if (stands == null || covered.has(key) || state.sent(op.opId())) {
            return;
        }
        Judgement judged = judged(key);
        if (judged.why() == Judgement.Why.FORGOTTEN && judged.counts() != null) {
            covered.noteForgotten(key, new Covered(judged.counts(), stands));
        }
    }

    /** What a write of ours had covered and counts no longer once the op is taken. */
    Optional<ObjectNode> supersededBy(ObjectKey key, FeedOp op) {
        return state.sent(op.opId()) ? Optional.empty() : covered.supersededBy(key, op);
    }

    /** The feed went on after a write of ours had covered something. */
    void laterThanCovered(ObjectKey key, FeedOp op) {
        covered.later(key, op, state.sent(op.opId()));
    }

    /**
     * Which side wins what cannot be merged.
     *
     * @param use null if that is a conflict
     * @param keys the objects that it holds for
     */
    record Preference(@Nullable Use use, Set<ObjectKey> keys) {
        static final Preference NONE = new Preference(null, Set.of());

        Preference {
            keys = Set.copyOf(keys);
        }
    }

    Preference preference() {
        return preference;
    }

    void prefer(Preference side) {
        preference = side;
    }

    @Override
    public @Nullable Use preferred(ObjectKey key) {
        return preference.keys().contains(key) && state.base(key) == null ? preference.use() : null;
    }

    /** Says what the bases were found by at a first meeting, for explanations. */
    void metBy(Map<ObjectKey, String> sources) {
        metBy.putAll(sources);
    }

    /** An op about the object has just been read. */
    void touched(ObjectKey key) {
        if (key.kind() == ObjectKind.ENTITY) {
            lastOpAt.put(key, clock.monotonicMillis());
        }
    }

    /**
     * The base of the object moved, or is gone.
     *
     * @param cursor what the base reflects
     * @param seen how far the feed was read when it was settled; a late request may have covered it after that
     */
    void settled(ObjectKey key, long cursor, long seen) {
        covered.settled(key, seen);
        chosen.remove(key);
        goneSince.remove(key);
        acceptedDeletions.remove(key);
        metBy.remove(key);
        feed.settled(key, cursor);
    }

    @Override
    public ObjectView view(ObjectKey key) {
        BaseEntry base = state.base(key);
        LocalState local = project.state(key);
        ObjectNode served = mirror.served(key);
        Evidence evidence = feed.evidence(key, base == null ? 0 : base.cursor(), covered.instead(key));
        boolean blueprint = key.kind() == ObjectKind.BLUEPRINT;
        Set<ObjectKey> modules = blueprint ? modulesOf(base, local, counting(key), mirror.hash(key)) : Set.of();
        return new ObjectView(
                key,
                base,
                local,
                goneForMillis(key, base, local),
                served,
                mirror.hash(key),
                movingForMillis(key, served),
                evidence,
                mergesState(key),
                blueprint && served == null && base != null && users().inBase(key.id()),
                modules.isEmpty() ? Map.of() : urls(modules),
                modules.stream().filter(unsettledModules::contains).findFirst().orElse(null),
                key.kind() == ObjectKind.MODULE ? copies(key) : List.of(),
                chosen.get(key),
                metBy.get(key));
    }

    /** What the remote side of an object counts as. */
    Judgement judged(ObjectKey key) {
        BaseEntry base = state.base(key);
        Judgement instead = covered.instead(key);
        ObjectNode served = mirror.served(key);
        if (instead != null) {
            return instead;
        }
        Evidence evidence = feed.evidence(key, base == null ? 0 : base.cursor(), null);
        boolean asBefore =
                base != null && evidence.lastKind() == null && base.hash().equals(mirror.hash(key));
        return asBefore
                ? new Judgement(served, Judgement.Why.SERVED)
                : Judgement.of(key.kind(), base, served, evidence, names, false);
    }

    /** What counts as the remote side of a blueprint counts with its copies of shared modules. */
    private @Nullable ObjectNode counting(ObjectKey key) {
        return judged(key).counts();
    }

    @Override
    public AssetNames names() {
        return names;
    }

    @Override
    public ScriptSetMerge.Texts texts() {
        return texts;
    }

    @Override
    public ScriptSetMerge.Syntax syntax() {
        return syntax;
    }

    @Override
    public MergePolicy policy(ObjectView view) {
        MergePolicy policy = policy(view.key());
        JsonNode managedBy = view.served() == null ? null : view.served().get("managedBy");
        return managedBy != null && managedBy.isTextual() ? policy.managedBy(managedBy.textValue()) : policy;
    }

    private MergePolicy policy(ObjectKey key) {
        MergePolicy policy = policies.getOrDefault(key.kind(), MergePolicy.SHARED);
        return key.kind() == ObjectKind.ENTITY && project.state(key) instanceof LocalState.Present row
                ? EntityState.ofRow(policy, row.value())
                : policy;
    }

    /** Whether the state of this entity takes part in the merge. */
    boolean mergesState(ObjectKey key) {
        return key.kind() == ObjectKind.ENTITY && EntityState.isMerged(policy(key));
    }

    /** A value in the form in which it is compared, with its state if that takes part. */
    ObjectNode form(ObjectKey key, ObjectNode value) {
        ObjectNode form = MergeForm.of(key.kind(), value, names);
        return mergesState(key) ? EntityState.with(form, value) : form;
    }

    @Override
    public Set<ObjectKey> entitiesUsing(String blueprintId) {
        Set<ObjectKey> using = new TreeSet<>(mirror.entitiesUsing(blueprintId));
        using.addAll(users().inFiles(blueprintId));
        return using;
    }

    @Override
    public List<ObjectKey> variantsOf(ObjectKey root) {
        return project.folderMates(root).stream()
                .filter(mate -> {
                    ObjectNode served = mirror.served(mate);
                    return served != null
                            && root.id()
                                    .equals(served.path(MergeForm.SCRIPT_REF).textValue());
                })
                .toList();
    }

    @Override
    public boolean isServed(ObjectKey blueprint) {
        return mirror.served(blueprint) != null;
    }

    @Override
    public boolean isLocal(ObjectKey blueprint) {
        return project.state(blueprint) instanceof LocalState.Present;
    }

    @Override
    public long deletionGraceMillis() {
        return withoutGrace ? 0 : graceMillis;
    }

    @Override
    public boolean isDeletionAccepted(ObjectKey key) {
        return acceptedDeletions.contains(key);
    }

    /** A person said that these deletions, which were shown as held, are meant. */
    void acceptDeletions(Set<ObjectKey> shown) {
        acceptedDeletions.addAll(shown);
    }

    /** Counts what is gone as deleted at once, to see what would come of it, or because a person just chose. */
    void withoutGrace(boolean without) {
        withoutGrace = without;
    }

    @Override
    public ObjectNode metadata(ObjectKey key) {
        return project.metadata(key);
    }

    @Override
    public @Nullable String outdatedIn(ObjectKey key) {
        return project.outdatedIn(key);
    }

    @Override
    public boolean isBefore(ObjectKey module, String text, @Nullable String later) {
        return lineage.isBefore(module, text, later);
    }

    @Override
    public long nowMillis() {
        return clock.monotonicMillis();
    }

    /** All files were looked at, beginning at that time. */
    void scanned(long atMillis) {
        scannedAt = atMillis;
    }

    /** Whether something has been gone for so long that only a look at all files is wanting for it to count. */
    boolean deletionDue() {
        long now = clock.monotonicMillis();
        return goneSince.values().stream().anyMatch(since -> now - since >= graceMillis && !lookedAtAfterGrace(since));
    }

    /** Git is writing: what is gone may come back, and its time begins when git is done. */
    void graceAnew() {
        long now = clock.monotonicMillis();
        goneSince.replaceAll((key, since) -> now);
    }

    /** Objects with a base that the files lack right now, whether or not long enough to count. */
    Set<ObjectKey> missing() {
        return goneSince.keySet();
    }

    private long goneForMillis(ObjectKey key, @Nullable BaseEntry base, LocalState local) {
        if (base == null || !(local instanceof LocalState.Absent)) {
            goneSince.remove(key);
            return 0;
        }
        long now = clock.monotonicMillis();
        long since = goneSince.computeIfAbsent(key, k -> now);
        return lookedAtAfterGrace(since) ? now - since : Math.min(now - since, graceMillis - 1);
    }

    private boolean lookedAtAfterGrace(long since) {
        return scannedAt - since >= graceMillis;
    }

    private @Nullable Long movingForMillis(ObjectKey key, @Nullable ObjectNode served) {
        if (key.kind() != ObjectKind.ENTITY || served == null) {
            return null;
        }
        boolean moving =
                served.path("mover").isTextual() || served.path("uploader").isTextual();
        if (!moving) {
            lastOpAt.remove(key);
            return null;
        }
        return clock.monotonicMillis() - lastOpAt.computeIfAbsent(key, k -> clock.monotonicMillis());
    }

    private Map<String, String> urls(Set<ObjectKey> modules) {
        Map<String, String> urls = new TreeMap<>();
        for (ObjectKey module : modules) {
            if (project.state(module) instanceof LocalState.Present file) {
                urls.put(module.id(), file.value().path("url").asText());
            }
        }
        return urls;
    }

    /** The modules in either side's script set; files that agree with what is served need not be read for it. */
    private static Set<ObjectKey> modulesOf(
            @Nullable BaseEntry base, LocalState local, @Nullable ObjectNode remote, @Nullable String servedHash) {
        Set<ObjectKey> modules = Mirror.modulesOf(remote);
        if (local instanceof LocalState.Present present) {
            boolean same = base != null && base.hash().equals(servedHash) && present.agreesWith(base);
            if (!same) {
                modules.addAll(Mirror.modulesOf(present.value()));
            }
        }
        return modules;
    }

    private List<ObjectView.Copy> copies(ObjectKey module) {
        List<ObjectView.Copy> copies = new ArrayList<>();
        BaseEntry settled = state.base(module);
        Set<ObjectKey> importers = new TreeSet<>(mirror.importers(module));
        covered.keys().stream()
                .filter(key -> key.kind() == ObjectKind.BLUEPRINT)
                .forEach(importers::add);
        for (ObjectKey importer : importers) {
            BaseEntry base = state.base(importer);
            String url = Mirror.copyOf(counting(importer), module);
            if (url == null) {
                continue;
            }
            // What is served as the base has it need not be read from the base.
            boolean same = base != null && base.hash().equals(mirror.hash(importer));
            ObjectNode agreed = same ? mirror.served(importer) : base == null ? null : base.value();
            String baseUrl = Mirror.copyOf(agreed, module);
            copies.add(new ObjectView.Copy(
                    importer.id(),
                    baseUrl == null ? null : names.canonical(baseUrl),
                    names.canonical(url),
                    base != null && settled != null && base.cursor() > settled.cursor()));
        }
        return copies;
    }

    private UsersByBlueprint users() {
        UsersByBlueprint known = users;
        if (known == null) {
            known = new UsersByBlueprint(state, project);
            users = known;
        }
        return known;
    }

    /** Who uses which blueprint in the files and in the base; worked out at most once per plan, and only if asked. */
    private static final class UsersByBlueprint {
        private final StateStore state;
        private final Map<String, Set<ObjectKey>> files = new HashMap<>();
        private @Nullable Set<String> base;

        UsersByBlueprint(StateStore state, Project project) {
            this.state = state;
            for (ObjectKey key : project.keys()) {
                if (key.kind() == ObjectKind.ENTITY && project.state(key) instanceof LocalState.Present row) {
                    files.computeIfAbsent(row.value().path("blueprint").asText(), id -> new TreeSet<>())
                            .add(key);
                }
            }
        }

        Set<ObjectKey> inFiles(String blueprintId) {
            return files.getOrDefault(blueprintId, Set.of());
        }

        boolean inBase(String blueprintId) {
            Set<String> used = base;
            if (used == null) {
                used = new TreeSet<>();
                for (BaseEntry entry : state.bases()) {
                    if (entry.key().kind() == ObjectKind.ENTITY) {
                        used.add(entry.value().path("blueprint").asText());
                    }
                }
                base = used;
            }
            return used.contains(blueprintId);
        }
    }
}
