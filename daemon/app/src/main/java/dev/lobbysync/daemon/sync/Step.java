package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A decision on its way through the executor: what it does on each side, and how far it got. */
final class Step {
    private final Decision decision;
    private final @Nullable ObjectNode served;
    private final Map<String, Sent> sent = new LinkedHashMap<>();
    private final Set<String> intents = new HashSet<>();
    private @Nullable Trouble trouble;
    private @Nullable ObjectNode acknowledged;
    private final long plannedAt;
    private long cursor;
    private boolean remoteDone;
    private boolean covered;

    /**
     * A command that was sent for the step.
     *
     * @param fields the wire fields it carried
     */
    record Sent(String opId, ObjectNode fields) {}

    /**
     * Why a step could not be carried out.
     *
     * @param again whether it was only overtaken, so that planning again at once will do; otherwise it waits and is
     *     reported
     */
    record Trouble(String reason, boolean again) {}

    /**
     * Starts a step.
     *
     * @param served what the runtime served when the decision was made, or null
     * @param cursor how far the feed had been read then
     */
    Step(Decision decision, @Nullable ObjectNode served, long cursor) {
        this.decision = decision;
        this.served = served;
        this.plannedAt = cursor;
        this.cursor = cursor;
    }

    Decision decision() {
        return decision;
    }

    ObjectKey key() {
        return decision.key();
    }

    Optional<RemoteEdit> remote() {
        if (decision instanceof Decision.PushToRemote push) {
            return Optional.of(push.edit());
        }
        if (decision instanceof Decision.MergeBoth both) {
            return Optional.of(both.remote());
        }
        if (decision instanceof Decision.DeleteRemote delete) {
            return Optional.of(delete.edit());
        }
        return Optional.empty();
    }

    Optional<LocalEdit> local() {
        if (decision instanceof Decision.PullToLocal pull) {
            return Optional.of(pull.edit());
        }
        if (decision instanceof Decision.MergeBoth both) {
            return Optional.of(both.local());
        }
        if (decision instanceof Decision.DeleteLocal delete) {
            return Optional.of(delete.edit());
        }
        if (decision instanceof Decision.DeleteRemote delete) {
            return Optional.ofNullable(delete.row());
        }
        return Optional.empty();
    }

    /** The base once the step is done; empty if the object is gone then. */
    Optional<BaseValue> base() {
        if (decision instanceof Decision.PullToLocal pull) {
            return Optional.of(pull.base());
        }
        if (decision instanceof Decision.PushToRemote push) {
            return Optional.of(push.base());
        }
        if (decision instanceof Decision.MergeBoth both) {
            return Optional.of(both.base());
        }
        if (decision instanceof Decision.Adopt adopt) {
            return Optional.ofNullable(adopt.base());
        }
        return Optional.empty();
    }

    /** The world has what it was to get, and the feed says that nothing was covered. */
    void remoteDone() {
        remoteDone = true;
    }

    /** The base once the world has what the files say; empty if there is none for that moment. */
    Optional<BaseValue> pushed() {
        if (decision instanceof Decision.PushToRemote push) {
            return Optional.of(push.base());
        }
        return decision instanceof Decision.MergeBoth both ? Optional.ofNullable(both.pushed()) : Optional.empty();
    }

    /** The base if the step stopped half-way, between the sides; empty if the old one stands. */
    Optional<BaseValue> halfway() {
        return remoteDone && !fine() && decision instanceof Decision.MergeBoth ? pushed() : Optional.empty();
    }

    Decision.Losses losses() {
        if (decision instanceof Decision.Adopt adopt) {
            return adopt.losses();
        }
        if (decision instanceof Decision.PullToLocal pull) {
            return pull.losses();
        }
        if (decision instanceof Decision.PushToRemote push) {
            return push.losses();
        }
        if (decision instanceof Decision.MergeBoth both) {
            return both.losses();
        }
        if (decision instanceof Decision.DeleteRemote delete) {
            return delete.losses();
        }
        return Decision.Losses.NONE;
    }

    /**
     * Whether it is a script operation (PROTOCOL 3.6), or takes a value away from a blueprint, of which a deploy snapshot
     * is made first; that needs the lock, too.
     */
    boolean needsLock() {
        boolean loses = key().kind() == ObjectKind.BLUEPRINT && losses().remote() != null;
        return remote().filter(edit -> Wire.isScriptOperation(edit) || (loses && edit instanceof RemoteEdit.Modify))
                .isPresent();
    }

    void sent(String opId, ObjectNode fields) {
        sent.put(opId, new Sent(opId, fields));
        intents.add(opId);
    }

    /** A request that carries no op id was announced to the journal under this name. */
    void announced(String intent) {
        intents.add(intent);
    }

    /** Names of all its intents in the journal. */
    Set<String> intents() {
        return intents;
    }

    /** Our write covered somebody's; the journal must go on saying so until that is settled. */
    void covered() {
        covered = true;
        overtaken("our write covered an edit that came in between");
    }

    boolean hasCovered() {
        return covered;
    }

    Map<String, Sent> sentOps() {
        return sent;
    }

    /** How far the feed had been read when the decision was made. */
    long plannedAt() {
        return plannedAt;
    }

    /** The feed position up to which the step's outcome is explained. */
    long cursor() {
        return cursor;
    }

    /**
     * The feed has our op.
     *
     * @param snapshot the object after it, or null if the op has none
     */
    void acknowledged(long position, @Nullable ObjectNode snapshot) {
        cursor = Math.max(cursor, position);
        acknowledged = snapshot;
    }

    /** The remote object that the new base stands for: as acknowledged by the feed, else as the plan saw it. */
    @Nullable
    ObjectNode agreed() {
        return acknowledged != null ? acknowledged : served;
    }

    /** The sides moved on; the object is to be planned again. */
    void overtaken(String reason) {
        if (trouble == null) {
            trouble = new Trouble(reason, true);
        }
    }

    /** It cannot be done now; the object waits and is reported. */
    void failed(String reason) {
        if (trouble == null) {
            trouble = new Trouble(reason, false);
        }
    }

    @Nullable
    Trouble trouble() {
        return trouble;
    }

    boolean fine() {
        return trouble == null;
    }
}
