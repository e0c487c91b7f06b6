package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.daemon.port.Telemetry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What there is to tell about a decision beside its reason; never more than a person would read. */
final class Told {
    private static final int MOST = 50;

    private Told() {}

    static Telemetry.Details of(Decision decision) {
        if (decision instanceof Decision.PullToLocal pull) {
            return details(Stream.of(pull.edit()), Stream.empty(), pull.losses());
        }
        if (decision instanceof Decision.PushToRemote push) {
            return details(Stream.empty(), Stream.of(push.edit()), push.losses());
        }
        if (decision instanceof Decision.MergeBoth both) {
            return details(Stream.of(both.local()), Stream.of(both.remote()), both.losses());
        }
        if (decision instanceof Decision.Adopt adopt) {
            return details(Stream.empty(), Stream.empty(), adopt.losses());
        }
        return decision instanceof Decision.Conflict conflict ? of(conflict.draft()) : Telemetry.Details.NONE;
    }

    private static Telemetry.Details of(ConflictDraft draft) {
        List<String> fields =
                draft.unresolved().stream().map(FieldConflict::path).limit(MOST).toList();
        return new Telemetry.Details(fields, first(draft.explained()));
    }

    private static Telemetry.Details details(
            Stream<LocalEdit> local, Stream<RemoteEdit> remote, Decision.Losses losses) {
        Set<String> fields = new TreeSet<>();
        local.forEach(edit -> {
            if (edit instanceof LocalEdit.Change change) {
                fields.addAll(change.fields().keySet());
                change.scriptFiles().keySet().forEach(script -> fields.add(FieldConflict.SCRIPTS + script));
            }
        });
        remote.forEach(edit -> {
            if (edit instanceof RemoteEdit.Modify modify) {
                modify.fields().fieldNames().forEachRemaining(fields::add);
            }
        });
        return new Telemetry.Details(fields.stream().limit(MOST).toList(), first(losses.explained()));
    }

    private static List<Explained> first(List<Explained> explained) {
        return explained.subList(0, Math.min(MOST, explained.size()));
    }
}
