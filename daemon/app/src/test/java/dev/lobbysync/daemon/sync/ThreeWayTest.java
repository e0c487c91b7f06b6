package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.Ownership;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the document and the scripts of one object are merged and what is asked about them (ENGINE S2, S8). */
class ThreeWayTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");
    private static final String TEXT = "export const low = 1\n\nexport const mid = 2\n\nexport const high = 3\n";
    private static final String OURS = TEXT.replace("low = 1", "low = 'LOCAL'");
    private static final String THEIRS = TEXT.replace("high = 3", "high = 'REMOTE'");

    private final Map<String, byte[]> texts = new HashMap<>();
    private MergePolicy policy = MergePolicy.SHARED;

    private MergedForm merge(ObjectKey key, ObjectNode base, ObjectNode local, ObjectNode remote) {
        return ThreeWay.merge(
                key,
                base,
                local,
                remote,
                policy,
                hash -> Optional.ofNullable(texts.get(hash)),
                (path, script) -> Optional.empty());
    }

    private String url(String text, String extension) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        texts.put(Sha256.hex(bytes), bytes);
        return AssetUrl.ofContent(Sha256.hex(bytes), extension).toString();
    }

    private ObjectNode app(String path, String text) {
        ObjectNode form = json("{'name': 'Lamp'}");
        form.putObject(MergeForm.SCRIPT_FILES).put(path, url(text, path.substring(path.lastIndexOf('.') + 1)));
        return form.put(MergeForm.SCRIPT_ENTRY, path);
    }

    private static String script(MergedForm merged, String path) {
        return merged.form().path(MergeForm.SCRIPT_FILES).path(path).asText();
    }

    @Test
    void aMergedScriptKeepsItsEndingAndComesWithItsText() {
        MergedForm merged = merge(LAMP, app("lib/tide.ts", TEXT), app("lib/tide.ts", OURS), app("lib/tide.ts", THEIRS));
        String url = script(merged, "lib/tide.ts");
        assertThat(merged.clean()).isTrue();
        assertThat(url).endsWith(".ts");
        assertThat(new String(merged.texts().get(url), StandardCharsets.UTF_8)).contains("'LOCAL'", "'REMOTE'");
        assertThat(merged.texts()).containsOnlyKeys(url);
    }

    @Test
    void aScriptThatOnlyOneSideChangedBringsNoTextOfItsOwn() {
        ObjectNode base = app("index.js", TEXT);
        ObjectNode local = app("index.js", OURS);
        ObjectNode remote = app("index.js", TEXT).put("desc", "REMOTE");
        MergedForm merged = merge(LAMP, base, local, remote);
        assertThat(script(merged, "index.js")).isEqualTo(script(MergedForm.of(local), "index.js"));
        assertThat(merged.texts()).isEmpty();
    }

    @Test
    void whatAPolicyDecidesAboutAScriptIsToldSoThatTheLosingSideIsKept() {
        policy = policy.with(MergePath.of(MergeForm.SCRIPT_FILES), Ownership.LOCAL);
        MergedForm merged = merge(
                LAMP,
                app("index.js", TEXT),
                app("index.js", OURS),
                app("index.js", TEXT.replace("low = 1", "low = 'REMOTE'")));
        assertThat(merged.clean()).isTrue();
        assertThat(merged.autoResolved())
                .extracting(FieldConflict::path)
                .containsExactly(MergeForm.SCRIPT_FILES + "/index.js");
    }

    @Test
    void aMergeThatTheRuntimeCouldNotUseIsAQuestion() {
        MergedForm merged = merge(
                ObjectKey.entity("lamp"),
                json("{'blueprint': 'Lamp', 'position': [1, 2, 3]}"),
                json("{'blueprint': 'Lamp', 'position': [1, 2]}"),
                json("{'blueprint': 'Lamp', 'position': [1, 2, 3], 'pinned': true}"));
        assertThat(merged.unresolved()).singleElement().satisfies(open -> {
            assertThat(open.path()).isEqualTo("position");
            assertThat(open.why()).contains("3 finite numbers");
        });
    }

    @Test
    void whoMadeItAVariantIsAskedIfTheOtherSideWorkedOnItsScripts() {
        ObjectNode local = json("{'name': 'Lamp', 'scriptRef': 'Root'}");
        ObjectNode remote = app("index.js", TEXT);
        remote.withObject("/" + MergeForm.SCRIPT_FILES).put("lib/new.js", url("export default 7\n", "js"));
        MergedForm merged = merge(LAMP, app("index.js", TEXT), local, remote);
        assertThat(merged.unresolved()).extracting(FieldConflict::path).containsExactly(MergeForm.SCRIPT_REF);
        assertThat(merged.form().path(MergeForm.SCRIPT_REF).asText()).isEqualTo("Root");
        assertThat(merged.form().has(MergeForm.SCRIPT_ENTRY)).isFalse();
    }

    @Test
    void aQuestionAboutARenamedScriptNamesTheVersionUnderItsOldName() {
        ObjectNode local = app("lib/wave.js", TEXT.replace("low = 1", "low = 'LOCAL'"));
        ObjectNode remote = app("lib/tide.js", TEXT.replace("low = 1", "low = 'REMOTE'"));
        MergedForm merged = merge(LAMP, app("lib/tide.js", TEXT), local, remote);
        assertThat(merged.unresolved()).anySatisfy(open -> {
            assertThat(open.path()).isEqualTo(MergeForm.SCRIPT_FILES + "/lib/wave.js");
            assertThat(open.base()).hasToString("\"" + url(TEXT, "js") + "\"");
            assertThat(open.remote())
                    .hasToString(remote.path(MergeForm.SCRIPT_FILES)
                            .path("lib/tide.js")
                            .toString());
        });
    }
}
