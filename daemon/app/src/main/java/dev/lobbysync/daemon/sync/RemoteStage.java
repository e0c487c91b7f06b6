package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends edits to the runtime in an order that keeps the world valid at every moment: assets, script roots, variants,
 * other blueprints, entities added or changed, entities removed, blueprints removed (DESIGN 3). A failed step holds only
 * its dependents.
 */
final class RemoteStage {
    private static final int WINDOW = 16;
    private static final int FEW = 16;
    private static final Set<String> SCRIPTS = Set.of("js", "ts");

    private final Remote remote;
    private final StateStore state;
    private final Contents contents;
    private final Mirror mirror;
    private final AssetNames names;
    private final DeployLocks locks;
    private final Random random;
    private final Telemetry telemetry;
    private final Set<ObjectKey> unusable = new HashSet<>();

    RemoteStage(
            Remote remote,
            StateStore state,
            Contents contents,
            Mirror mirror,
            AssetNames names,
            DeployLocks locks,
            Random random,
            Telemetry telemetry) {
        this.remote = remote;
        this.state = state;
        this.contents = contents;
        this.mirror = mirror;
        this.names = names;
        this.locks = locks;
        this.random = random;
        this.telemetry = telemetry;
    }

    /**
     * Carries out the remote edits of the steps; what came of each is noted in the step.
     *
     * @throws RemoteException if the runtime went away: the outcome of the rest is unknown
     */
    void run(List<Step> steps) throws RemoteException, IOException {
        unusable.clear();
        List<Step> edits =
                steps.stream().filter(step -> step.remote().isPresent()).toList();
        if (edits.isEmpty()) {
            return;
        }
        upload(edits);
        checkAdds(edits);
        List<Step> scripts = select(edits, Step::needsLock);
        try (DeployLocks.Held held = locks.acquire(scripts)) {
            send(select(scripts, step -> !isVariant(step)), held);
            send(select(scripts, RemoteStage::isVariant), held);
        }
        send(select(edits, step -> is(step, ObjectKind.BLUEPRINT) && !step.needsLock() && !isRemoval(step)), null);
        send(select(edits, step -> is(step, ObjectKind.ENTITY) && !isRemoval(step)), null);
        send(select(edits, step -> is(step, ObjectKind.ENTITY) && isRemoval(step)), null);
        List<Step> removals = select(edits, step -> is(step, ObjectKind.BLUEPRINT) && isRemoval(step));
        announce(removals);
        for (Step step : removals) {
            removeBlueprint(step);
        }
        sendSettings(select(edits, step -> is(step, ObjectKind.SETTINGS)));
        List<Step> spawn = select(edits, step -> is(step, ObjectKind.SPAWN));
        announce(spawn);
        for (Step step : spawn) {
            attempt(step, () -> {
                remote.putSpawn(Wire.content(step.remote().orElseThrow()));
                telemetry.count(Telemetry.Counter.OPS_LOCAL_TO_REMOTE, 1);
            });
        }
    }

    private void upload(List<Step> steps) throws RemoteException, IOException {
        Map<String, CompletableFuture<Void>> uploads = new LinkedHashMap<>();
        Map<String, List<Step>> users = new HashMap<>();
        for (Step step : steps) {
            contents.remember(step.losses().texts());
            for (String url : Wire.newAssets(step.remote().orElseThrow())) {
                users.computeIfAbsent(url, u -> new ArrayList<>()).add(step);
            }
        }
        List<String> elsewhere = new ArrayList<>();
        Map<String, byte[]> scripts = new HashMap<>();
        for (String url : new TreeSet<>(users.keySet())) {
            Optional<byte[]> bytes = contents.here(url);
            if (bytes.isPresent()) {
                uploads.put(url, remote.upload(url, bytes.get()));
                AssetUrl.parse(url)
                        .filter(asset -> SCRIPTS.contains(asset.extension()))
                        .flatMap(AssetUrl::sha256)
                        .ifPresent(hash -> scripts.put(hash, bytes.get()));
            } else {
                elsewhere.add(url);
            }
        }
        // They will be base texts once the world has them; the disk works while the network does.
        state.keepTexts(scripts);
        // What nobody here has must be the runtime's own already; never name an asset that does not exist.
        contents.fetch(elsewhere, names).missing().forEach((url, why) -> users.getOrDefault(url, List.of())
                .forEach(step -> fail(step, "nobody has the content of " + url + ": " + why)));
        for (Map.Entry<String, CompletableFuture<Void>> upload : uploads.entrySet()) {
            try {
                Contents.get(upload.getValue());
            } catch (RemoteException e) {
                if (!concernsOneObject(e)) {
                    throw e;
                }
                users.getOrDefault(upload.getKey(), List.of())
                        .forEach(step -> fail(step, "upload refused: " + e.getMessage()));
            }
        }
    }

    /** {@code blueprint_add} replaces silently, so the runtime must say that there is nothing to replace. */
    private void checkAdds(List<Step> steps) throws RemoteException {
        List<Step> adds = select(
                steps, step -> step.remote().orElseThrow() instanceof RemoteEdit.Add && is(step, ObjectKind.BLUEPRINT));
        if (adds.isEmpty()) {
            return;
        }
        Set<String> present = new HashSet<>();
        if (adds.size() > FEW) {
            present.addAll(remote.snapshot().snapshot().blueprints().keySet());
        } else {
            for (Step step : adds) {
                attempt(step, () -> remote.blueprint(step.key().id()).ifPresent(wire -> {
                    mirror.put(step.key(), wire);
                    present.add(step.key().id());
                }));
            }
        }
        for (Step step : adds) {
            if (present.contains(step.key().id())) {
                telemetry.count(Telemetry.Counter.OVERWRITES_PREVENTED, 1);
                overtaken(step, "somebody added it to the world meanwhile");
            }
        }
    }

    private void send(List<Step> steps, DeployLocks.@Nullable Held held) throws RemoteException, IOException {
        Map<Step, ObjectNode> ready = new LinkedHashMap<>();
        List<SentOp> intents = new ArrayList<>();
        for (Step step : steps) {
            if (!step.fine() || waitsForFailed(step)) {
                continue;
            }
            RemoteEdit edit = step.remote().orElseThrow();
            ObjectNode command = Wire.command(edit);
            if (held != null) {
                String token = held.token(Wire.scope(edit));
                if (token == null) {
                    fail(step, held.problem(Wire.scope(edit)));
                    continue;
                }
                command.put("lockToken", token);
            }
            command.put("lastOpId", intend(step, Wire.content(edit), intents));
            ready.put(step, command);
        }
        if (ready.isEmpty()) {
            return;
        }
        state.sending(intents);
        Deque<Map.Entry<Step, CompletableFuture<Remote.Outcome>>> window = new ArrayDeque<>();
        Iterator<Map.Entry<Step, ObjectNode>> next = ready.entrySet().iterator();
        while (next.hasNext() || !window.isEmpty()) {
            while (next.hasNext() && window.size() < WINDOW) {
                Map.Entry<Step, ObjectNode> command = next.next();
                window.add(Map.entry(command.getKey(), remote.send(command.getValue())));
            }
            Map.Entry<Step, CompletableFuture<Remote.Outcome>> oldest = window.remove();
            note(oldest.getKey(), Contents.get(oldest.getValue()));
        }
    }

    /** One command per setting; the step is done when all are. */
    private void sendSettings(List<Step> steps) throws RemoteException, IOException {
        for (Step step : steps) {
            List<SentOp> intents = new ArrayList<>();
            List<ObjectNode> commands = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field :
                    Wire.content(step.remote().orElseThrow()).properties()) {
                ObjectNode command = Wire.setting(field.getKey(), field.getValue());
                ObjectNode content = command.objectNode();
                content.set(field.getKey(), field.getValue());
                command.put("lastOpId", intend(step, content, intents));
                commands.add(command);
            }
            state.sending(intents);
            List<CompletableFuture<Remote.Outcome>> running =
                    commands.stream().map(remote::send).toList();
            for (CompletableFuture<Remote.Outcome> outcome : running) {
                note(step, Contents.get(outcome));
            }
        }
    }

    private String intend(Step step, ObjectNode content, List<SentOp> intents) throws IOException {
        SentOp intent = intent(step, content, null);
        step.sent(intent.opId(), content);
        intents.add(intent);
        return intent.opId();
    }

    /** What goes over HTTP carries no op id, so that only what the plan saw can tell later what it covered. */
    private void announce(List<Step> steps) throws IOException {
        List<SentOp> intents = new ArrayList<>();
        for (Step step : steps) {
            if (step.fine()) {
                RemoteEdit edit = step.remote().orElseThrow();
                ObjectNode saw = Objects.requireNonNull(Wire.seen(edit), "only what is served can be changed");
                SentOp intent = intent(
                        step, Wire.content(edit), NormalForm.of(edit.key().kind(), saw));
                step.announced(intent.opId());
                intents.add(intent);
            }
        }
        state.sending(intents);
    }

    private SentOp intent(Step step, ObjectNode content, @Nullable ObjectNode saw) throws IOException {
        String opId = state.instanceId() + ":" + random.uuid();
        Set<String> fields = saidByFiles(step, content);
        return new SentOp(
                opId,
                step.key(),
                fields,
                saidOfMerged(step, content, fields),
                CanonicalJson.sha256(content),
                step.plannedAt(),
                saw);
    }

    /**
     * Only what the files say themselves may move the base after a crash: not what a write repeats of the world because its
     * field goes as a whole, or took from both sides.
     */
    private static Set<String> saidByFiles(Step step, ObjectNode content) {
        Set<String> fields = new TreeSet<>();
        boolean whole = step.remote().filter(RemoteEdit.Add.class::isInstance).isPresent();
        step.pushed().ifPresent(base -> content.properties().forEach(field -> {
            JsonNode agreed = base.value().path(field.getKey());
            boolean none = agreed.isMissingNode() && field.getValue().isNull();
            if (whole || none || JsonEquality.equal(agreed, field.getValue())) {
                fields.add(field.getKey());
            }
        }));
        return fields;
    }

    /** What the files say of the rest; the texts of that are kept, for the world has only what they were merged to. */
    private @Nullable ObjectNode saidOfMerged(Step step, ObjectNode content, Set<String> fields) throws IOException {
        BaseValue pushed = step.pushed().orElse(null);
        if (pushed == null) {
            return null;
        }
        ObjectNode said = content.objectNode();
        content.fieldNames().forEachRemaining(field -> {
            JsonNode agreed = pushed.value().get(field);
            if (agreed != null && !fields.contains(field)) {
                said.set(field, agreed);
            }
        });
        Set<String> scripts = new TreeSet<>();
        Wire.collect(said.get(MergeForm.SCRIPT_FILES), scripts);
        contents.keep(scripts);
        return said.isEmpty() ? null : said;
    }

    private void note(Step step, Remote.Outcome outcome) {
        if (outcome.ok()) {
            telemetry.count(Telemetry.Counter.OPS_LOCAL_TO_REMOTE, 1);
            return;
        }
        String error = String.valueOf(outcome.error());
        switch (error) {
            case ErrorCode.VERSION_MISMATCH -> {
                ObjectNode current = outcome.current();
                String opId = current == null ? "" : current.path("lastOpId").asText();
                mirror.put(step.key(), current);
                if (step.sentOps().containsKey(opId)) {
                    return;
                }
                telemetry.count(Telemetry.Counter.VERSION_MISMATCHES, 1);
                telemetry.count(Telemetry.Counter.OVERWRITES_PREVENTED, 1);
                overtaken(step, "somebody changed it in the world meanwhile");
            }
            case ErrorCode.NOT_FOUND -> overtaken(step, "somebody removed it from the world meanwhile");
            case ErrorCode.DEPLOY_LOCK_REQUIRED, ErrorCode.DEPLOY_LOCKED -> {
                telemetry.count(Telemetry.Counter.LOCK_FAILURES, 1);
                fail(step, "the deploy lock was lost: " + error + " " + outcome.detail());
            }
            default -> fail(step, "the runtime refused it: " + error + " " + outcome.detail());
        }
    }

    private void removeBlueprint(Step step) throws RemoteException {
        for (ObjectKey entity : mirror.entitiesUsing(step.key().id())) {
            if (unusable.contains(entity)) {
                fail(step, entity + " still uses it");
                return;
            }
        }
        attempt(step, () -> {
            remote.removeBlueprint(step.key().id());
            telemetry.count(Telemetry.Counter.OPS_LOCAL_TO_REMOTE, 1);
        });
    }

    /** A call over HTTP, which carries no op id. */
    private interface Call {
        void run() throws RemoteException;
    }

    private void attempt(Step step, Call call) throws RemoteException {
        if (!step.fine()) {
            return;
        }
        try {
            call.run();
        } catch (RemoteException e) {
            if (!concernsOneObject(e)) {
                throw e;
            }
            if (e.code().equals(ErrorCode.IN_USE)) {
                overtaken(step, "an entity in the world uses it");
            } else {
                fail(step, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The runtime answered, if only with an error: what it says about one object must not stop the others. */
    private static boolean concernsOneObject(RemoteException e) {
        boolean answered = e.code().startsWith("http_5") && !e.code().equals("http_503");
        return e.kind() == RemoteException.Kind.REJECTED || answered;
    }

    private boolean waitsForFailed(Step step) {
        ObjectNode content = Wire.content(step.remote().orElseThrow());
        String field = is(step, ObjectKind.ENTITY) ? "blueprint" : MergeForm.SCRIPT_REF;
        String needed = content.path(field).isTextual() ? content.path(field).textValue() : "";
        if (!needed.isEmpty() && unusable.contains(ObjectKey.blueprint(needed))) {
            fail(step, "it needs blueprint " + needed + ", which waits");
            return true;
        }
        return false;
    }

    private void fail(Step step, String reason) {
        step.failed(reason);
        unusable.add(step.key());
    }

    private void overtaken(Step step, String reason) {
        step.overtaken(reason);
        unusable.add(step.key());
    }

    private static boolean is(Step step, ObjectKind kind) {
        return step.key().kind() == kind;
    }

    private static boolean isRemoval(Step step) {
        return step.remote().orElseThrow() instanceof RemoteEdit.Remove;
    }

    private static boolean isVariant(Step step) {
        return Wire.content(step.remote().orElseThrow())
                .path(MergeForm.SCRIPT_REF)
                .isTextual();
    }

    private static List<Step> select(List<Step> steps, Predicate<Step> wanted) {
        return steps.stream().filter(wanted).toList();
    }
}
