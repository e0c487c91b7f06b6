package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Place;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.merge.Explanation;
import dev.lobbysync.merge.JsonMerge;
import dev.lobbysync.merge.MergeConflict;
import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.MergeResult;
import dev.lobbysync.merge.Ownership;
import dev.lobbysync.merge.ScriptSetMerge;
import dev.lobbysync.merge.ScriptSetResult;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Merges the forms of one object: the document by fields, its own script files by lines (ENGINE S2, S8). Shared modules
 * take part only by membership, since each is an object of its own and was settled before.
 */
final class ThreeWay {
    private static final byte[] NOTHING = new byte[0];

    private final ObjectKey key;
    private final ObjectKind kind;
    private final MergePolicy policy;
    private final ScriptSetMerge.Texts texts;
    private final ScriptSetMerge.Syntax syntax;
    private final List<FieldConflict> unresolved = new ArrayList<>();
    private final List<FieldConflict> autoResolved = new ArrayList<>();
    private final List<Explained> explained = new ArrayList<>();
    private final Map<String, byte[]> newTexts = new HashMap<>();
    private final Map<String, ScriptVersions> scripts = new LinkedHashMap<>();

    private ThreeWay(ObjectKey key, MergePolicy policy, ScriptSetMerge.Texts texts, ScriptSetMerge.Syntax syntax) {
        this.key = key;
        this.kind = key.kind();
        this.policy = policy;
        this.texts = texts;
        this.syntax = syntax;
    }

    /**
     * Merges three forms.
     *
     * @param base null without a base: what only one side has is taken, unequal values are conflicts
     * @param texts the script contents by hash
     * @param syntax judges scripts that were merged from two sides
     */
    static MergedForm merge(
            ObjectKey key,
            @Nullable ObjectNode base,
            ObjectNode local,
            ObjectNode remote,
            MergePolicy policy,
            ScriptSetMerge.Texts texts,
            ScriptSetMerge.Syntax syntax) {
        if (base != null && JsonEquality.equal(base, local)) {
            return MergedForm.of(remote);
        }
        if ((base != null && JsonEquality.equal(base, remote)) || JsonEquality.equal(local, remote)) {
            return MergedForm.of(local);
        }
        return new ThreeWay(key, policy, texts, syntax).run(base, local, remote);
    }

    private MergedForm run(@Nullable ObjectNode base, ObjectNode local, ObjectNode remote) {
        ObjectNode merged = mergeDocument(base, local, remote);
        if (kind == ObjectKind.BLUEPRINT || kind == ObjectKind.MODULE) {
            mergeScripts(base, local, remote, merged);
        }
        return new MergedForm(merged, unresolved, autoResolved, explained, newTexts, scripts);
    }

    private ObjectNode mergeDocument(@Nullable ObjectNode base, ObjectNode local, ObjectNode remote) {
        MergeResult result = JsonMerge.merge(
                base == null ? MissingNode.getInstance() : withoutFiles(base),
                withoutFiles(local),
                withoutFiles(remote),
                policy,
                merged -> Validity.complaints(kind, merged));
        for (MergeConflict conflict : result.conflicts()) {
            unresolved.add(new FieldConflict(
                    name(conflict.path()),
                    word(policy.ownership(conflict.path())),
                    orNull(conflict.base()),
                    orNull(conflict.local()),
                    orNull(conflict.remote()),
                    conflict.path().equals(MergePath.ROOT) ? null : new Place(conflict.path()),
                    conflict.kind() == MergeConflict.Kind.ORDER,
                    Wording.of(conflict)));
        }
        for (Explanation explanation : result.explanations()) {
            note(explanation, name(explanation.path()), ThreeWay::orNull);
        }
        return ((ObjectNode) result.value()).deepCopy();
    }

    private void mergeScripts(@Nullable ObjectNode base, ObjectNode local, ObjectNode remote, ObjectNode merged) {
        Map<String, JsonNode> baseUrls = base == null ? Map.of() : urls(base);
        Map<String, JsonNode> localUrls = urls(local);
        Map<String, JsonNode> remoteUrls = urls(remote);
        ScriptSetResult result = ScriptSetMerge.merge(
                hashes(baseUrls),
                hashes(localUrls),
                hashes(remoteUrls),
                texts,
                ScriptSetMerge.Options.of(policy.ownership(MergePath.of(MergeForm.SCRIPT_FILES)))
                        .with(policy.imports())
                        .with(this::complaint));
        for (MergeConflict conflict : result.conflicts()) {
            String path = String.join("/", conflict.path().segments());
            unresolved.add(new FieldConflict(
                    MergeForm.SCRIPT_FILES + "/" + path,
                    word(policy.ownership(MergePath.of(MergeForm.SCRIPT_FILES))),
                    url(baseUrls, path, conflict.base()),
                    url(localUrls, path, conflict.local()),
                    url(remoteUrls, path, conflict.remote()),
                    null,
                    false,
                    Wording.of(conflict)));
            scripts.put(
                    path,
                    new ScriptVersions(
                            text(conflict.base()),
                            text(conflict.local()),
                            text(conflict.remote()),
                            result.conflictTexts().getOrDefault(path, text(conflict.local()))));
        }
        for (Explanation explanation : result.explanations()) {
            String path = String.join("/", explanation.path().segments());
            note(explanation, FieldConflict.SCRIPTS + path, hash -> url(Map.of(), path, hash));
        }
        putFiles(result, merged);
        // Nobody can want scripts of its own beside another's. Where local is the variant, a script in question is not
        // among the merged ones, but may be chosen.
        boolean scripted =
                merged.has(MergeForm.SCRIPT_FILES) || !result.conflicts().isEmpty();
        if (kind == ObjectKind.BLUEPRINT && scripted && merged.has(MergeForm.SCRIPT_REF)) {
            unresolved.add(new FieldConflict(
                    MergeForm.SCRIPT_REF,
                    "shared",
                    base == null ? null : base.get(MergeForm.SCRIPT_REF),
                    local.get(MergeForm.SCRIPT_REF),
                    remote.get(MergeForm.SCRIPT_REF),
                    new Place(MergePath.of(MergeForm.SCRIPT_REF)),
                    false,
                    "one side made it a variant while the other worked on its scripts"));
            takeScriptsOf(local, merged);
        }
    }

    /** Local is a variant, or has an entry among its scripts; like any field that nobody decided yet. */
    private static void takeScriptsOf(ObjectNode local, ObjectNode merged) {
        for (String field : List.of(MergeForm.SCRIPT_REF, MergeForm.SCRIPT_ENTRY)) {
            if (local.has(field)) {
                merged.set(field, local.get(field));
            } else {
                merged.remove(field);
            }
        }
    }

    /** A module is one file, known by its own path. */
    private Optional<String> complaint(String path, byte[] script) {
        return syntax.complaint(kind == ObjectKind.MODULE ? key.id() : path, script);
    }

    /** The URL of a version of a script, which a side may have under another path if it renamed the file. */
    private @Nullable JsonNode url(Map<String, JsonNode> urls, String path, JsonNode hash) {
        if (!hash.isTextual() || urls.containsKey(path)) {
            return urls.get(path);
        }
        return TextNode.valueOf(
                AssetUrl.ofContent(hash.textValue(), extension(path)).toString());
    }

    private void putFiles(ScriptSetResult result, ObjectNode merged) {
        if (result.files().isEmpty()) {
            return;
        }
        ObjectNode files = kind == ObjectKind.MODULE ? merged : merged.putObject(MergeForm.SCRIPT_FILES);
        result.files().forEach((path, hash) -> {
            String url = AssetUrl.ofContent(hash, extension(kind == ObjectKind.MODULE ? key.id() : path))
                    .toString();
            files.put(path, url);
            byte[] text = result.newTexts().get(hash);
            if (text != null) {
                newTexts.put(url, text);
            }
        });
    }

    private void note(Explanation explanation, String name, UnaryOperator<@Nullable JsonNode> value) {
        explained.add(Wording.of(name, explanation));
        if (explanation.byPolicy()) {
            autoResolved.add(new FieldConflict(
                    name,
                    word(policy.ownership(explanation.path())),
                    value.apply(explanation.base()),
                    value.apply(explanation.local()),
                    value.apply(explanation.remote())));
        }
    }

    /** Path to URL of the files that take part: the own files of a blueprint, or the one text of a module. */
    private Map<String, JsonNode> urls(ObjectNode form) {
        Map<String, JsonNode> urls = new TreeMap<>();
        if (kind == ObjectKind.MODULE) {
            form.properties().forEach(member -> urls.put(member.getKey(), member.getValue()));
        } else {
            form.path(MergeForm.SCRIPT_FILES).properties().forEach(file -> urls.put(file.getKey(), file.getValue()));
        }
        return urls;
    }

    private static Map<String, String> hashes(Map<String, JsonNode> urls) {
        Map<String, String> hashes = new TreeMap<>();
        urls.forEach((path, url) ->
                AssetUrl.parse(url.asText()).flatMap(AssetUrl::sha256).ifPresent(hash -> hashes.put(path, hash)));
        return hashes;
    }

    private ObjectNode withoutFiles(ObjectNode form) {
        if (kind == ObjectKind.MODULE) {
            return form.objectNode();
        }
        if (!form.has(MergeForm.SCRIPT_FILES)) {
            return form;
        }
        ObjectNode rest = form.objectNode();
        rest.setAll(form);
        rest.remove(MergeForm.SCRIPT_FILES);
        return rest;
    }

    private byte[] text(JsonNode hash) {
        return hash.isTextual() ? texts.bytes(hash.textValue()).orElse(NOTHING) : NOTHING;
    }

    private String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "js" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Path as artifacts spell it (PROTOCOL 7.10). */
    private String name(MergePath path) {
        return switch (kind) {
            case SETTINGS, SPAWN ->
                path.steps().isEmpty()
                        ? path.toString()
                        : MergePath.of(kind.wireName()).child(path).toString();
            case BLUEPRINT, ENTITY, MODULE -> path.toString();
        };
    }

    private static String word(Ownership ownership) {
        return ownership.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? null : value;
    }
}
