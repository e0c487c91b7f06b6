package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks in the commits of the project for objects as the world has them now: the newest commit of each counts. */
final class CommitSearch {
    private final History history;
    private final StateStore state;
    private final Telemetry telemetry;
    private final Trees trees;

    CommitSearch(Ports ports, Trees trees) {
        this.history = ports.history();
        this.state = ports.state();
        this.telemetry = ports.telemetry();
        this.trees = trees;
    }

    /**
     * What the commits tell.
     *
     * @param found the explanations
     * @param forms what else the commits say, see {@link CommitForms}
     * @param cutOff whether older commits were not looked at
     */
    record Result(Map<ObjectKey, MeetingBases.Explained> found, CommitForms forms, boolean cutOff) {}

    /**
     * What the commits explain.
     *
     * @param wanted objects as the sides have them now
     * @param head where the feed ends
     */
    Result search(Map<ObjectKey, ObjectView> wanted, long head) {
        Map<ObjectKey, MeetingBases.Explained> found = new HashMap<>();
        CommitForms forms = new CommitForms(trees.names());
        boolean cutOff = false;
        try (History.Past past = history.open()) {
            past.learnAliases(state.aliases());
            wanted.forEach((key, view) -> {
                if (key.kind() == ObjectKind.BLUEPRINT && view.served() != null) {
                    past.expectScripts(key, MergeForm.agreedScripts(view.served(), trees.names()));
                }
            });
            walk(past, wanted, head, found, forms);
            String gaveUp = past.gaveUp();
            if (gaveUp != null) {
                cutOff = true;
                telemetry.warn("first meeting: " + gaveUp + "; what they could explain is merged without a base");
            }
        } catch (IOException | UncheckedIOException e) {
            cutOff = true;
            telemetry.warn("the git history cannot be read (" + e.getMessage()
                    + "); what it could explain is merged without a base");
        }
        return new Result(found, forms, cutOff);
    }

    private void walk(
            History.Past past,
            Map<ObjectKey, ObjectView> wanted,
            long head,
            Map<ObjectKey, MeetingBases.Explained> found,
            CommitForms forms)
            throws IOException {
        Set<ObjectKey> open = new HashSet<>(wanted.keySet());
        Optional<Set<ObjectKey>> changed = open.isEmpty() ? Optional.empty() : past.older();
        while (changed.isPresent()) {
            Set<ObjectKey> look = changed.get();
            look.retainAll(open);
            for (ObjectKey key : look) {
                ObjectView view = wanted.get(key);
                if (view != null && past.state(key) instanceof LocalState.Present then) {
                    Optional<MeetingBases.Explained> base = explain(view, then, "commit " + past.commit(), head);
                    if (base.isPresent()) {
                        found.put(key, base.get());
                        open.remove(key);
                    } else {
                        forms.add(view, then);
                    }
                }
            }
            changed = open.isEmpty() ? Optional.empty() : past.older();
        }
    }

    private Optional<MeetingBases.Explained> explain(
            ObjectView now, LocalState.Present then, String source, long head) {
        if (now.key().kind() == ObjectKind.MODULE) {
            String file = trees.names().canonical(then.value().path("url").asText());
            boolean all = now.copies().stream().allMatch(copy -> copy.served().equals(file));
            return all
                    ? Optional.of(new MeetingBases.Explained(source, MeetingBases.module(file), Set.of(), head))
                    : Optional.empty();
        }
        ObjectNode served = now.served();
        ObjectView view = now.inThePast(then, served);
        return served != null && MeetingBases.same(view, trees.names())
                ? Optional.of(
                        new MeetingBases.Explained(source, served, MeetingBases.silent(view, trees.names()), head))
                : Optional.empty();
    }
}
