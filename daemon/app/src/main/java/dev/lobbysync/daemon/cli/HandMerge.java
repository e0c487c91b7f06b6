package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.Use;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a person merge a conflict by hand, each script and the document with whatever they like to edit texts with, and has
 * the result carried out.
 */
final class HandMerge {
    private final ConflictArtifact conflict;
    private final List<String> fields;
    private final boolean whole;
    private final ChoiceSender sender;

    /**
     * @param named the fields to merge, as the artifact spells them; empty for all that are open, and the rest of the document
     */
    HandMerge(ConflictArtifact conflict, List<String> named, ChoiceSender sender) {
        this.conflict = conflict;
        this.whole = named.isEmpty();
        this.sender = sender;
        List<String> open = conflict.unsettled().isEmpty() ? conflict.fields() : conflict.unsettled();
        this.fields = whole ? open : named;
    }

    /** Something to merge with. */
    interface Desk {
        /** Lets the person merge a script; its text is beside the artifact afterwards, and holds no marker. */
        void script(String path) throws IOException;

        /** Lets the person merge the document and returns what they made of it. */
        ObjectNode document(MarkedDocument document) throws IOException;

        /** All that was merged has been taken over. */
        void done() throws IOException;
    }

    /** Nothing was resolved, and a person can do something about that. */
    static CommandFailed undone(String why) {
        return new CommandFailed(ExitCodes.PERSON, why);
    }

    int run(Desk desk) throws IOException {
        if (fields.contains(FieldConflict.WHOLE)
                || !conflict.document().path("merged").isObject()) {
            throw undone("one side removed the object, so there is nothing to merge; use: gamedev sync resolve "
                    + conflict.id() + " --use local|remote");
        }
        List<String> inDocument = new ArrayList<>();
        for (String field : fields) {
            if (field.startsWith(FieldConflict.SCRIPTS)) {
                desk.script(field.substring(FieldConflict.SCRIPTS.length()));
            } else {
                inDocument.add(field);
            }
        }
        MarkedDocument document = new MarkedDocument(conflict, inDocument, whole);
        @Nullable ObjectNode merged = inDocument.isEmpty() ? null : desk.document(document);
        int exitCode = whole
                ? sender.send(conflict, new Choice(Use.MERGED, null, merged, conflict.fingerprint()))
                : settle(document, merged);
        if (exitCode == ExitCodes.OK) {
            desk.done();
        }
        return exitCode;
    }

    private int settle(MarkedDocument document, @Nullable ObjectNode merged) throws IOException {
        int worst = ExitCodes.OK;
        for (String field : fields) {
            JsonNode value = null;
            if (!field.startsWith(FieldConflict.SCRIPTS) && merged != null) {
                value = document.valueOf(field, merged);
                if (value.isMissingNode()) {
                    throw undone(field + " is gone; to remove it, use the side that removed it: gamedev sync resolve "
                            + conflict.id() + " --field " + field + " --use local|remote");
                }
            }
            worst = Math.max(
                    worst, sender.send(conflict, new Choice(Use.MERGED, field, value, conflict.fingerprint())));
        }
        return worst;
    }
}
