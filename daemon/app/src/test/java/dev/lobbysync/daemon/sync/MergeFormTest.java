package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How old worlds say which script a blueprint runs (PROTOCOL 5.2, 11 item 54). */
class MergeFormTest {
    private static String index(String blueprint) {
        ObjectNode form = MergeForm.of(ObjectKind.BLUEPRINT, json(blueprint), new AssetNames(Map.of()));
        assertThat(form.path(MergeForm.SCRIPT_ENTRY).asText()).isEqualTo("index.js");
        return form.path(MergeForm.SCRIPT_FILES).path("index.js").asText();
    }

    @Test
    void aTextInPlaceOfAScriptCountsAsAFileWithThatText() {
        String text = "app.on('update', () => {})";
        String hash = Sha256.hex(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        ObjectNode blueprint = json("{}").put("script", text.replace('\'', '"'));
        ObjectNode form = MergeForm.of(ObjectKind.BLUEPRINT, blueprint, new AssetNames(Map.of()));
        assertThat(form.path(MergeForm.SCRIPT_FILES).path("index.js").asText())
                .isEqualTo(AssetUrl.ofContent(hash, "js").toString());
    }

    @Test
    void aSingleScriptCountsAsAFileOfThatContent() {
        String url = AssetUrl.ofContent("a".repeat(64), "js").toString();
        assertThat(index("{'script': '" + url + "'}")).isEqualTo(url);
    }
}
