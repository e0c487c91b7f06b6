package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state with changes that are only meant so far: what a handshake finds out is kept in memory until a person has
 * agreed to the sync, or for good, where somebody only wants to see a plan. Else every call goes straight through.
 */
final class DeferredState implements StateStore {
    private final StateStore state;
    private @Nullable String aside;
    private final Map<ObjectKey, Optional<BaseEntry>> bases = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Set<String> settled = new HashSet<>();
    private final Map<String, byte[]> texts = new HashMap<>();
    private @Nullable FeedPosition position;
    private boolean landed;
    private boolean holding;

    DeferredState(StateStore state) {
        this.state = state;
    }

    /** From now on nothing is written; what was held before is forgotten. */
    void hold() {
        forget();
        holding = true;
    }

    /** Writes what was held, as one record, and from now on everything at once. */
    void release() throws IOException {
        if (!holding) {
            return;
        }
        if (aside != null) {
            state.setAside(aside);
        }
        state.keepTexts(texts);
        List<BaseEntry> put = new ArrayList<>();
        Set<ObjectKey> removed = new HashSet<>();
        bases.forEach((key, base) -> base.ifPresentOrElse(put::add, () -> removed.add(key)));
        StateChange change = new StateChange(put, removed, position, settled, aliases);
        if (landed) {
            state.landed(change);
        } else if (!change.isEmpty()) {
            state.commit(change);
        }
        holding = false;
        forget();
    }

    private void forget() {
        aside = null;
        bases.clear();
        aliases.clear();
        settled.clear();
        texts.clear();
        position = null;
        landed = false;
    }

    @Override
    public void commit(StateChange change) throws IOException {
        if (!holding) {
            state.commit(change);
            return;
        }
        change.removed().forEach(key -> bases.put(key, Optional.empty()));
        change.put().forEach(entry -> bases.put(entry.key(), Optional.of(entry)));
        aliases.putAll(change.aliases());
        settled.addAll(change.settledOps());
        if (change.position() != null) {
            position = change.position();
        }
    }

    @Override
    public Map<ObjectKey, Optional<BaseEntry>> expected() {
        return landed || aside != null ? Map.of() : state.expected();
    }

    @Override
    public void landed(StateChange change) throws IOException {
        if (holding) {
            commit(change);
            landed = true;
        } else {
            state.landed(change);
        }
    }

    @Override
    public void setAside(String reason) throws IOException {
        if (!holding) {
            state.setAside(reason);
            return;
        }
        forget();
        aside = reason;
    }

    @Override
    public @Nullable BaseEntry base(ObjectKey key) {
        Optional<BaseEntry> held = holding ? bases.get(key) : null;
        return held != null ? held.orElse(null) : aside != null ? null : state.base(key);
    }

    @Override
    public Collection<BaseEntry> bases() {
        if (!holding || (bases.isEmpty() && aside == null)) {
            return state.bases();
        }
        Map<ObjectKey, BaseEntry> all = new LinkedHashMap<>();
        if (aside == null) {
            state.bases().forEach(entry -> all.put(entry.key(), entry));
        }
        bases.forEach((key, held) -> held.ifPresentOrElse(entry -> all.put(key, entry), () -> all.remove(key)));
        return all.values();
    }

    @Override
    public int count(ObjectKind kind) {
        return !holding
                ? state.count(kind)
                : (int) bases().stream()
                        .filter(entry -> entry.key().kind() == kind)
                        .count();
    }

    @Override
    public FeedPosition position() {
        return position != null ? position : aside != null ? FeedPosition.START : state.position();
    }

    @Override
    public @Nullable String policy() {
        return state.policy();
    }

    @Override
    public void policy(String version) {
        state.policy(version);
    }

    @Override
    public Map<String, String> aliases() {
        if (aliases.isEmpty()) {
            return state.aliases();
        }
        Map<String, String> all = new HashMap<>(state.aliases());
        all.putAll(aliases);
        return all;
    }

    @Override
    public Map<String, SentOp> unsettled() {
        if (aside != null) {
            return Map.of();
        }
        if (settled.isEmpty()) {
            return state.unsettled();
        }
        Map<String, SentOp> left = new LinkedHashMap<>(state.unsettled());
        left.keySet().removeAll(settled);
        return left;
    }

    @Override
    public Optional<byte[]> text(String sha256) throws IOException {
        byte[] held = texts.get(sha256);
        return held != null ? Optional.of(held) : state.text(sha256);
    }

    @Override
    public boolean hasText(String sha256) throws IOException {
        return texts.containsKey(sha256) || state.hasText(sha256);
    }

    @Override
    public void keepTexts(Map<String, byte[]> bySha256) throws IOException {
        if (holding) {
            texts.putAll(bySha256);
        } else {
            state.keepTexts(bySha256);
        }
    }

    @Override
    public void sending(List<SentOp> ops) throws IOException {
        through().sending(ops);
    }

    @Override
    public void writing(List<FileChange> changes, StateChange then) throws IOException {
        through().writing(changes, then);
    }

    @Override
    public void written() throws IOException {
        through().written();
    }

    @Override
    public void lockHeld(String scope, String token) throws IOException {
        through().lockHeld(scope, token);
    }

    @Override
    public void lockReleased(String scope) throws IOException {
        through().lockReleased(scope);
    }

    /** While changes are held nothing is sent or written that would have to be remembered. */
    private StateStore through() {
        if (holding) {
            throw new IllegalStateException("nothing may be written before a person has agreed");
        }
        return state;
    }

    @Override
    public Map<String, String> heldLocks() {
        return holding ? Map.of() : state.heldLocks();
    }

    @Override
    public void compact() throws IOException {
        if (!holding) {
            state.compact();
        }
    }

    @Override
    public boolean compactionDue() {
        return !holding && state.compactionDue();
    }

    @Override
    public String instanceId() {
        return state.instanceId();
    }

    @Override
    public String worldId() {
        return state.worldId();
    }

    @Override
    public boolean fresh() {
        return state.fresh() || aside != null;
    }

    @Override
    public boolean fromUpstream() {
        return state.fromUpstream();
    }

    @Override
    public long agreedWallMillis() {
        return state.agreedWallMillis();
    }

    @Override
    public boolean sent(String opId) {
        return state.sent(opId);
    }
}
