package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies a plan: the remote side first, then the feed is read to see whether our writes covered anybody's, then the
 * files, and last, in one journal record, base entries and cursor (DESIGN 3, 5).
 */
final class Executor {
    /** How many ops the journalled cursor may lag behind while no base moves: reading them again is harmless. */
    private static final long LAG = 1_000;

    private static final int MOST_NAMED = 5;

    private final StateStore state;
    private final Project project;
    private final Trees trees;
    private final FeedReader feed;
    private final RemoteStage remoteStage;
    private final LocalStage localStage;
    private final Contents contents;
    private final Telemetry telemetry;
    private final Losses losses;

    Executor(
            StateStore state,
            Project project,
            Losses losses,
            Trees trees,
            FeedReader feed,
            RemoteStage remoteStage,
            LocalStage localStage,
            Contents contents,
            Telemetry telemetry) {
        this.state = state;
        this.project = project;
        this.trees = trees;
        this.feed = feed;
        this.remoteStage = remoteStage;
        this.localStage = localStage;
        this.contents = contents;
        this.telemetry = telemetry;
        this.losses = losses;
    }

    /**
     * What came of a plan.
     *
     * @param dirty objects to be planned again at once
     * @param failed objects that wait, with the reason
     * @param done objects whose decision was carried out
     */
    record Result(Set<ObjectKey> dirty, Map<ObjectKey, String> failed, Set<ObjectKey> done) {}

    /**
     * Carries out the plan's decisions.
     *
     * @throws RemoteException if the runtime went away; whatever was not journalled will be planned again
     */
    Result execute(Plan plan) throws RemoteException, IOException {
        List<Step> steps = new ArrayList<>();
        for (Decision decision : plan.all()) {
            Step step = new Step(
                    decision,
                    trees.mirror().served(decision.key()),
                    feed.position().cursor());
            if (step.remote().isPresent() || step.local().isPresent() || decision instanceof Decision.Adopt) {
                steps.add(step);
            }
        }
        Set<ObjectKey> dirty = new HashSet<>();
        if (!steps.isEmpty()) {
            losses.keep(steps);
            remoteStage.run(steps);
            if (steps.stream().anyMatch(step -> step.remote().isPresent())) {
                dirty.addAll(readBack(steps));
            }
            localStage.run(steps, this::agreement);
        }
        commit(steps);
        return result(steps, dirty);
    }

    /** Reads the feed past our own ops and looks for work that they covered. */
    private Set<ObjectKey> readBack(List<Step> steps) throws RemoteException, IOException {
        Set<String> ours = new HashSet<>();
        steps.forEach(step -> ours.addAll(step.sentOps().keySet()));
        FeedReader.Drained drained = feed.drain(ours);
        Map<ObjectKey, List<FeedOp>> opsByObject = new HashMap<>();
        for (FeedOp op : drained.ops()) {
            op.kind().objectKind().ifPresent(kind -> opsByObject
                    .computeIfAbsent(Mirror.keyOf(op, kind), key -> new ArrayList<>())
                    .add(op));
        }
        boolean unrecorded = false;
        for (Step step : steps) {
            // Of what failed or was overtaken, a part may have been carried out, and have covered something.
            if (step.remote().isEmpty() || (!step.fine() && step.intents().isEmpty())) {
                continue;
            }
            List<FeedOp> ops = opsByObject.getOrDefault(step.key(), List.of());
            Optional<FeedOp> own = Overwrites.own(step, ops);
            own.ifPresent(op ->
                    step.acknowledged(op.cursor(), op.snapshot() instanceof ObjectNode snapshot ? snapshot : null));
            unrecorded |= own.isEmpty() && step.fine() && !step.intents().isEmpty() && !isRemoval(step);
            Overwrites.Found found = Overwrites.of(step, ops, trees.mirror().served(step.key()), state::sent);
            losses.keepSuperseded(step.key(), found.superseded());
            if (found.work().isPresent()) {
                losses.keepOverwritten(step.key(), found.work().get());
                telemetry.count(Telemetry.Counter.OVERWRITES_DETECTED, 1);
                trees.covered().note(step.key(), found.work().get());
                step.covered();
            } else if (step.fine()) {
                step.remoteDone();
            }
        }
        Set<ObjectKey> dirty = new HashSet<>();
        if (unrecorded) {
            // Accepted, but its op was lost (PROTOCOL 4.4): only a look at the whole world tells what it serves now.
            dirty.addAll(feed.compare());
        }
        drained.ops().stream()
                .filter(op -> !ours.contains(op.opId()))
                .forEach(op -> op.kind().objectKind().ifPresent(kind -> dirty.add(Mirror.keyOf(op, kind))));
        drained.dirty().stream().filter(key -> key.kind() == ObjectKind.MODULE).forEach(dirty::add);
        return dirty;
    }

    private static boolean isRemoval(Step step) {
        return step.remote().filter(RemoteEdit.Remove.class::isInstance).isPresent();
    }

    private void commit(List<Step> steps) throws IOException {
        List<BaseEntry> half = new ArrayList<>();
        Map<ObjectKey, Long> halfDone = new HashMap<>();
        Set<String> settled = new HashSet<>();
        Map<ObjectKey, Long> fine = new HashMap<>();
        for (Step step : steps) {
            if (!step.hasCovered()) {
                settled.addAll(step.intents());
            }
            if (!step.fine()) {
                step.halfway().flatMap(base -> halfway(step, base)).ifPresent(entry -> {
                    half.add(entry);
                    halfDone.put(step.key(), step.cursor());
                });
                continue;
            }
            fine.put(step.key(), step.cursor());
        }
        StateChange agreed = agreement(steps);
        List<BaseEntry> put = agreed.put();
        Set<ObjectKey> removed = agreed.removed();
        settled.retainAll(state.unsettled().keySet());
        for (SentOp sent : state.unsettled().values()) {
            Long seen = fine.get(sent.object());
            if (seen != null && !mayStillCover(sent, seen)) {
                settled.add(sent.opId());
            }
        }
        Map<String, String> aliases = localStage.takeLearned();
        List<BaseEntry> all = new ArrayList<>(put);
        all.addAll(half);
        StateChange change = new StateChange(all, removed, positionWith(put, removed), settled, aliases);
        boolean lagging = feed.position().cursor() - state.position().cursor() > LAG;
        boolean news = !all.isEmpty() || !removed.isEmpty() || !settled.isEmpty() || !aliases.isEmpty();
        if (news || lagging || !state.expected().isEmpty()) {
            keepTexts(all);
            // What could not be written is expected no longer: it is planned again.
            state.landed(change);
        }
        put.forEach(entry -> {
            trees.settled(entry.key(), entry.cursor(), fine.getOrDefault(entry.key(), entry.cursor()));
            expectScripts(entry.key(), entry.value());
        });
        // What a late request of ours had covered before, these writes have put right, though their files are yet to
        // follow.
        halfDone.forEach(trees.covered()::settled);
        for (ObjectKey key : removed) {
            long gone = feed.position().cursor();
            trees.settled(key, gone, gone);
            tellWhatStays(key);
        }
        Set<ObjectKey> moved = new HashSet<>(removed);
        all.forEach(entry -> moved.add(entry.key()));
        project.agreed(moved);
        trees.changed();
    }

    /** The bases of the steps that are fine so far, as they are once these are done. */
    private StateChange agreement(Collection<Step> steps) {
        List<BaseEntry> put = new ArrayList<>();
        Set<ObjectKey> removed = new HashSet<>();
        for (Step step : steps) {
            if (step.fine()) {
                step.base().ifPresentOrElse(base -> put.add(entry(step, base)), () -> removed.add(step.key()));
            }
        }
        return new StateChange(put, removed, null, Set.of(), Map.of());
    }

    /** The files hold this already: the daemon died before it could say so. */
    void landed(List<BaseEntry> put, Set<ObjectKey> removed) throws IOException {
        keepTexts(put);
        FeedPosition position = positionWith(List.of(), Set.of());
        state.landed(new StateChange(put, removed, position, Set.of(), Map.of()));
        Set<ObjectKey> moved = new HashSet<>(removed);
        put.forEach(entry -> {
            moved.add(entry.key());
            expectScripts(entry.key(), entry.value());
        });
        project.agreed(moved);
    }

    /**
     * A request that was taken for lost may reach the runtime after a later one of ours. Should the next process be the first
     * to deal with that, it has to know that it is no edit.
     *
     * @param seen the feed position up to which the outcome of the later one is explained
     */
    private boolean mayStillCover(SentOp sent, long seen) {
        boolean arrived = trees.feed().knows(sent.object(), sent.opId());
        return arrived
                ? trees.covered().isLaterThan(sent.object(), seen)
                : !sent.nameless() && feed.position().cursor() - sent.seenCursor() <= LAG;
    }

    /** An app is gone, and its folder is not: whoever finds it there later shall know why. */
    private void tellWhatStays(ObjectKey key) throws IOException {
        List<String> left = key.kind() == ObjectKind.BLUEPRINT ? project.leftBehind(key) : List.of();
        if (left.isEmpty()) {
            return;
        }
        String names = String.join(", ", left.subList(0, Math.min(MOST_NAMED, left.size())))
                + (left.size() > MOST_NAMED ? " and " + (left.size() - MOST_NAMED) + " more" : "");
        telemetry.object(
                key,
                null,
                null,
                Telemetry.Mode.DELETE_LOCAL,
                project.folder(key) + " stays, although its app is gone: " + names
                        + " did not belong to it; move or delete what you do not need");
    }

    /** How far the feed was read, and is reflected once these bases are. */
    private FeedPosition positionWith(List<BaseEntry> put, Set<ObjectKey> removed) {
        Map<ObjectKey, Long> settled = new HashMap<>();
        removed.forEach(key -> settled.put(key, feed.position().cursor()));
        put.forEach(entry -> settled.put(entry.key(), entry.cursor()));
        return trees.feed().reflected(feed.position(), settled);
    }

    /** What the files said is agreed now; what the world said is still to come, and the feed goes on explaining it. */
    private Optional<BaseEntry> halfway(Step step, BaseValue base) {
        BaseEntry before = state.base(step.key());
        if (before == null) {
            return Optional.empty();
        }
        return Optional.of(new BaseEntry(
                step.key(),
                before.uid(),
                CanonicalJson.sha256(base.value()),
                base::value,
                base.silent(),
                before.revision(),
                before.lastOpId(),
                before.cursor(),
                BaseEntry.Origin.SYNCED));
    }

    /**
     * The entry of a finished step. Where the base holds what the runtime acknowledged, it carries that object's op and
     * position; where somebody's later work is not in it, the feed must go on explaining that, so it keeps its own.
     */
    private BaseEntry entry(Step step, BaseValue base) {
        ObjectKey key = step.key();
        ObjectNode agreed = step.agreed();
        ObjectNode value = base.value();
        BaseEntry before = state.base(key);
        boolean whole = agreed == null
                || key.kind() == ObjectKind.MODULE
                || JsonEquality.equal(trees.form(key, agreed), trees.form(key, value));
        if (!whole) {
            Long first = trees.feed().firstUnsettled(key);
            long explained = before != null ? before.cursor() : first != null ? first - 1 : step.plannedAt();
            return new BaseEntry(
                    key,
                    text(agreed, "uid"),
                    CanonicalJson.sha256(value),
                    base::value,
                    trees.mergesState(key) ? base.silent() : EntityState.notAgreed(key, value, base.silent()),
                    before == null ? null : before.revision(),
                    before == null ? null : before.lastOpId(),
                    explained,
                    BaseEntry.Origin.SYNCED);
        }
        // The runtime's own spelling, so that the next look compares hashes and parses nothing.
        ObjectNode kept = agreed == null || key.kind() == ObjectKind.MODULE ? value : NormalForm.of(key.kind(), agreed);
        JsonNode version = agreed == null ? null : agreed.get("version");
        return new BaseEntry(
                key,
                text(agreed, "uid"),
                CanonicalJson.sha256(kept),
                () -> kept,
                trees.mergesState(key) ? base.silent() : EntityState.notAgreed(key, kept, base.silent()),
                version != null ? version : agreed == null ? null : agreed.get("updatedAt"),
                text(agreed, "lastOpId"),
                step.cursor(),
                BaseEntry.Origin.SYNCED);
    }

    /** What is held for a while may be gone on from meanwhile, by somebody who knows only what the runtime serves. */
    void keepForgotten(ObjectKey key) throws RemoteException, IOException {
        Judgement judged = trees.judged(key);
        if (judged.why() == Judgement.Why.FORGOTTEN && judged.counts() != null) {
            losses.keepForgotten(key, judged.counts());
        }
    }

    /** See {@link Losses#keepRemoved}. */
    void keepRemoved(ObjectKey key, ObjectNode shown) throws RemoteException, IOException {
        losses.keepRemoved(key, shown);
    }

    /** What a conflict freezes; who goes on from what the runtime has forgotten does not know of that, so it is kept. */
    void freeze(Decision.Conflict conflict) throws RemoteException, IOException {
        ObjectNode shown = conflict.draft().remote();
        if (conflict.forgotten() && shown != null) {
            losses.keepForgotten(conflict.key(), shown);
        }
        freeze(conflict.key(), conflict.agreed());
    }

    /**
     * A frozen object's base must go on explaining where the remote changes begin, however far the cursor moves and the
     * process restarts: its entry's own cursor is set to just before the first op that it does not reflect.
     *
     * @param agreed what its base becomes where both sides agree all the same, or null
     */
    void freeze(ObjectKey key, @Nullable BaseValue agreed) throws IOException {
        BaseEntry base = state.base(key);
        if (base == null) {
            return;
        }
        BaseEntry frozen = frozen(base, agreed);
        if (agreed == null && frozen.cursor() == base.cursor()) {
            return;
        }
        keepTexts(List.of(frozen));
        // With the place itself, by which a runtime that was restored from a backup is known again.
        FeedPosition position = positionWith(List.of(), Set.of());
        state.commit(new StateChange(List.of(frozen), Set.of(), position, Set.of(), Map.of()));
        project.agreed(Set.of(key));
    }

    /** See {@link #freeze}. */
    BaseEntry frozen(BaseEntry base, @Nullable BaseValue agreed) {
        Long first = trees.feed().firstUnsettled(base.key());
        return new BaseEntry(
                base.key(),
                base.uid(),
                agreed == null ? base.hash() : CanonicalJson.sha256(agreed.value()),
                agreed == null ? base::value : agreed::value,
                agreed == null ? base.silent() : agreed.silent(),
                base.revision(),
                base.lastOpId(),
                first == null ? base.cursor() : Math.max(base.cursor(), first - 1),
                base.origin());
    }

    /** Line merges need the base's text (DESIGN 5). */
    private void keepTexts(List<BaseEntry> entries) throws IOException {
        Set<String> urls = new LinkedHashSet<>();
        for (BaseEntry entry : entries) {
            if (entry.key().kind() == ObjectKind.MODULE) {
                Wire.collect(entry.value(), urls);
            } else if (entry.key().kind() == ObjectKind.BLUEPRINT) {
                ObjectNode form = MergeForm.of(ObjectKind.BLUEPRINT, entry.value(), trees.names());
                Wire.collect(form.get(MergeForm.SCRIPT_FILES), urls);
            }
        }
        contents.keep(urls);
    }

    /** Downloads plain-named assets to know their content; those that the runtime does not serve are left out. */
    Map<String, String> learn(Set<String> plainNames) throws RemoteException {
        Map<String, String> learned = new HashMap<>();
        Contents.Fetched fetched = contents.fetch(plainNames, trees.names());
        fetched.bytes().forEach((name, bytes) -> {
            String url = Contents.contentUrl(name, bytes);
            learned.put(name, url);
            contents.remember(Map.of(url, bytes));
        });
        trees.names().learn(learned);
        project.learnAliases(learned);
        return learned;
    }

    /** Tells the project how the blueprint is agreed to say which scripts it runs. */
    void expectScripts(ObjectKey key, ObjectNode value) {
        if (key.kind() == ObjectKind.BLUEPRINT) {
            project.expectScripts(key, MergeForm.agreedScripts(value, trees.names()));
        }
    }

    private Result result(List<Step> steps, Set<ObjectKey> dirty) {
        Map<ObjectKey, String> failed = new HashMap<>();
        Set<ObjectKey> done = new HashSet<>();
        for (Step step : steps) {
            Step.Trouble trouble = step.trouble();
            String opId = step.sentOps().keySet().stream().findFirst().orElse(null);
            String uid = text(trees.mirror().served(step.key()), "uid");
            if (trouble == null) {
                done.add(step.key());
                telemetry.object(
                        step.key(),
                        uid,
                        opId,
                        Modes.of(step.decision()),
                        step.decision().reason(),
                        Told.of(step.decision()));
            } else if (trouble.again()) {
                dirty.add(step.key());
                telemetry.object(step.key(), uid, opId, Telemetry.Mode.RETRY, trouble.reason());
            } else {
                failed.put(step.key(), trouble.reason());
                telemetry.object(step.key(), uid, opId, Telemetry.Mode.HOLD, trouble.reason());
            }
        }
        return new Result(dirty, failed, done);
    }

    private static @Nullable String text(@Nullable ObjectNode wire, String field) {
        return wire == null ? null : wire.path(field).textValue();
    }
}
