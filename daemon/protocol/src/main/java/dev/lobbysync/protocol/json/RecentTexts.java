package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The text nodes made last, so that a text that was met a moment ago is not held twice: a world says most of its texts
 * several times, an id in its object and wherever that is used, the URL of a script in two fields, the same word in each
 * object. Thread-safe.
 */
final class RecentTexts {
    private static final int LONGEST = 128;
    private static final int KEPT = 1 << 12;

    private final AtomicReferenceArray<@Nullable TextNode> met = new AtomicReferenceArray<>(KEPT);

    TextNode node(String text) {
        if (text.length() > LONGEST) {
            return TextNode.valueOf(text);
        }
        int hash = text.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (KEPT - 1);
        TextNode known = met.get(slot);
        if (known != null && known.textValue().equals(text)) {
            return known;
        }
        TextNode fresh = TextNode.valueOf(text);
        met.set(slot, fresh);
        return fresh;
    }
}
