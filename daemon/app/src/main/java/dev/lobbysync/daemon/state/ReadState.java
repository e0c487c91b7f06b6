package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a state says, whoever may change it: answered from its tables and its base texts. */
abstract class ReadState implements StateStore {
    private final StateTables tables;
    private final BaseTexts texts;

    ReadState(StateTables tables, BaseTexts texts) {
        this.tables = tables;
        this.texts = texts;
    }

    final StateTables tables() {
        return tables;
    }

    final BaseTexts texts() {
        return texts;
    }

    @Override
    public final String worldId() {
        return tables.worldId();
    }

    @Override
    public final boolean fresh() {
        return !tables.agreed();
    }

    @Override
    public final long agreedWallMillis() {
        String updatedAt = tables.updatedAt();
        return tables.agreed() && updatedAt != null ? IsoTime.millis(updatedAt).orElse(0) : 0;
    }

    @Override
    public final @Nullable BaseEntry base(ObjectKey key) {
        return tables.base(key);
    }

    @Override
    public final Collection<BaseEntry> bases() {
        return tables.entries().stream().map(StoredEntry::base).toList();
    }

    @Override
    public final int count(ObjectKind kind) {
        return tables.count(kind);
    }

    @Override
    public final FeedPosition position() {
        return tables.position();
    }

    @Override
    public final Map<String, String> aliases() {
        return tables.aliases();
    }

    @Override
    public final @Nullable String policy() {
        return tables.policy();
    }

    @Override
    public final Map<String, SentOp> unsettled() {
        return tables.unsettled();
    }

    @Override
    public final Map<ObjectKey, Optional<BaseEntry>> expected() {
        return tables.expected();
    }

    @Override
    public final boolean sent(String opId) {
        return tables.unsettled().containsKey(opId) || tables.settled().contains(opId);
    }

    @Override
    public final Optional<byte[]> text(String sha256) throws IOException {
        return texts.read(sha256);
    }

    @Override
    public final boolean hasText(String sha256) throws IOException {
        return texts.has(sha256);
    }
}
