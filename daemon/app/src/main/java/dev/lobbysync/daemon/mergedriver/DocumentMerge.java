package dev.lobbysync.daemon.mergedriver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.daemon.jsontext.JsonGraft;
import dev.lobbysync.daemon.jsontext.JsonText;
import dev.lobbysync.daemon.jsontext.TextEdit;
import dev.lobbysync.merge.JsonMerge;
import dev.lobbysync.merge.MergeConflict;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.MergeResult;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges three versions of a JSON file by meaning, in the text of one of them (ENGINE S12).
 *
 * <p>That is the local text, unless only the remote side changed the layout (indentation, line ends, byte order mark, order
 * of keys): then it is the remote text, since a layout that one side changed is a one-sided change like any other.
 */
final class DocumentMerge {
    /** How many arrays inside each other, each in another order than before, are put in order. */
    private static final int NESTED_ORDERS = 50;

    private final FileShape.Kind kind;
    private final MergePolicy policy;
    private final Set<String> bookkeeping;
    private final Markers markers;

    /**
     * @param bookkeeping top-level members of which the local version stays where the sides differ
     */
    DocumentMerge(FileShape.Kind kind, MergePolicy policy, Set<String> bookkeeping, Markers markers) {
        this.kind = kind;
        this.policy = policy;
        this.bookkeeping = bookkeeping;
        this.markers = markers;
    }

    /**
     * Merges three versions.
     *
     * @param base empty if both sides added the file
     * @throws IOException if they cannot be merged so; the message says why
     */
    Merged merge(byte[] base, byte[] local, byte[] remote) throws IOException {
        @Nullable JsonText ancestor = base.length == 0 ? null : read("base", base);
        JsonText mine = read("our version", local);
        JsonText theirs = read("their version", remote);
        JsonNode agreed = ancestor == null ? MissingNode.getInstance() : ancestor.value();
        MergeResult result = JsonMerge.merge(agreed, mine.value(), theirs.value(), policy);
        List<String> notes = new ArrayList<>();
        if (ancestor == null) {
            notes.add("both sides added it; merged without a common ancestor");
        }
        List<MergeConflict> conflicts = new ArrayList<>();
        for (MergeConflict conflict : result.conflicts()) {
            String where = conflict.path().toString();
            if (bookkeeping.contains(where)) {
                notes.add("kept our " + where + ", which is only kept in the file and not merged");
            } else if (conflict.kind() == MergeConflict.Kind.ORDER
                    && conflict.path().equals(FileShape.ROWS)) {
                notes.add("kept our order of " + where + ", which means nothing to the world");
            } else {
                conflicts.add(conflict);
                notes.add("conflict in " + conflict.sentence("ours", "theirs"));
            }
        }
        JsonText merged = inText(ancestor, mine, theirs, result.value());
        String text = conflicts.isEmpty() ? merged.text() : marked(merged, ancestor, theirs, conflicts);
        return new Merged(text.getBytes(StandardCharsets.UTF_8), conflicts.isEmpty(), notes);
    }

    private JsonText read(String whose, byte[] bytes) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonText read = JsonText.parse(text, new ElementNames(policy));
            if (!read.value().isObject()) {
                throw new IOException("it is no object");
            }
            if (kind == FileShape.Kind.WORLD) {
                ElementNames.requireRows(read.value());
            }
            return read;
        } catch (CharacterCodingException e) {
            throw new IOException(whose + " is not UTF-8", e);
        } catch (StreamConstraintsException e) {
            // Git still has to merge it, though the daemon would hold such a file.
            throw new IOException(whose + " is too deep or too long (" + e.getOriginalMessage() + ")", e);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    whose + " is not valid JSON in line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + " ("
                            + e.getOriginalMessage() + ")",
                    e);
        } catch (IOException e) {
            throw new IOException(whose + " cannot be merged by meaning: " + e.getMessage(), e);
        }
    }

    private JsonText inText(@Nullable JsonText ancestor, JsonText mine, JsonText theirs, JsonNode wanted)
            throws IOException {
        JsonText merged = edited(mine, theirs, wanted);
        // Asked of the result: it may lack what we moved, and merged again it shall not change its layout.
        if (ancestor != null && !keepsLayout(ancestor, theirs) && keepsLayout(ancestor, merged)) {
            merged = edited(theirs, mine, wanted);
        }
        // Worth its time: whatever goes wrong in editing text must not reach a file.
        if (!JsonEquality.equal(merged.value(), wanted)) {
            throw new IOException("its text cannot be edited safely");
        }
        return merged;
    }

    private static JsonText edited(JsonText host, JsonText donor, JsonNode wanted) throws IOException {
        JsonText edited = host.with(JsonGraft.towards(host, donor, wanted));
        List<TextEdit> moves = JsonGraft.order(edited, wanted);
        for (int pass = 0; pass < NESTED_ORDERS && !moves.isEmpty(); pass++) {
            edited = edited.with(moves);
            moves = JsonGraft.order(edited, wanted);
        }
        return edited;
    }

    /** Whether a side is what comes of making its changes in the text of before. */
    private static boolean keepsLayout(JsonText before, JsonText side) throws IOException {
        return edited(before, side, side.value()).text().equals(side.text());
    }

    private String marked(JsonText merged, @Nullable JsonText ancestor, JsonText theirs, List<MergeConflict> conflicts)
            throws IOException {
        Set<MergePath> places = ConflictPlaces.of(conflicts);
        if (places.contains(MergePath.ROOT)) {
            throw new IOException("the sides differ as a whole");
        }
        List<TextEdit> toRemote = JsonGraft.copies(merged, theirs, theirs, places);
        // Whichever version of all regions a person takes, it is JSON again.
        merged.with(toRemote);
        if (ancestor == null) {
            return ConflictText.withoutBase(merged.text(), toRemote, markers);
        }
        // What we removed stands where they have it, in either version: in one region.
        List<TextEdit> toBase = JsonGraft.copies(merged, ancestor, theirs, places);
        merged.with(toBase);
        return ConflictText.of(merged.text(), toBase, toRemote, markers);
    }
}
