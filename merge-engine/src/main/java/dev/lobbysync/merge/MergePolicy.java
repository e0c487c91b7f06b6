package dev.lobbysync.merge;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which path of one object, and how its arrays and scripts are merged (ENGINE S3, S5, S8), as immutable data.
 *
 * <pre>{@code
 * MergePolicy policy = MergePolicy.SHARED
 *         .with(MergePath.of("props", "*", "url"), Ownership.LOCAL)
 *         .with(MergePath.of("state"), Ownership.RUNTIME)
 *         .with(MergePath.of("props", "items"), ArrayStrategy.keyed("id"));
 * policy.ownership(MergePath.of("props", "icon", "url"));   // LOCAL
 * policy.ownership(MergePath.of("state", "open"));          // RUNTIME
 * policy.ownership(MergePath.of("name"));                   // SHARED
 * policy.array(MergePath.of("props", "items"));             // keyed[id]
 * }</pre>
 *
 * <p>A pattern of ownership covers its path and everything below it; {@code *} stands for any one key and {@code []} for
 * any one element. The longest matching pattern wins; of two equally long ones the one that names a step where the other
 * does not, looking from the root. What no pattern covers is shared.
 *
 * <p>A pattern of a strategy stands for the array at that very path, not for arrays below it; of several that match the
 * same rule picks one. What no pattern names is {@link ArrayStrategy#ATOMIC}.
 */
public final class MergePolicy {

    /** The policy without patterns: everything is shared, arrays are values. */
    public static final MergePolicy SHARED = new MergePolicy(Map.of(), Map.of(), TextMerge.Imports.ORDERED);

    private final Map<MergePath, Ownership> owners;
    private final Map<MergePath, ArrayStrategy> arrays;
    private final TextMerge.Imports imports;
    /** Computed when first asked for; twice at worst, to the same. */
    private volatile @Nullable String version;

    private MergePolicy(
            Map<MergePath, Ownership> owners, Map<MergePath, ArrayStrategy> arrays, TextMerge.Imports imports) {
        this.owners = sorted(owners);
        this.arrays = sorted(arrays);
        this.imports = imports;
    }

    /** A policy file says what makes no sense. */
    public static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int line;
        private final int column;

        Malformed(int line, int column, String reason) {
            super("line " + line + " column " + column + ": " + reason);
            this.line = line;
            this.column = column;
        }

        /** Where in the file, from 1. */
        public int line() {
            return line;
        }

        /** Where in the line, from 1, in characters. */
        public int column() {
            return column;
        }
    }

    /**
     * What holds for the objects of a kind without a policy file (ENGINE S5, PROTOCOL 8.4).
     *
     * @param objectKind {@code blueprint}, {@code entity}, {@code settings}, {@code spawn} or {@code module}
     * @throws IllegalArgumentException if the kind is another one
     */
    public static MergePolicy defaults(String objectKind) {
        return PolicyFile.defaults(objectKind);
    }

    /**
     * The policy that a {@code .lobby/sync-policy.json} (PROTOCOL 7.9) gives the objects of one kind, on top of the
     * {@link #defaults}.
     *
     * <pre>{@code
     * { "blueprints": { "script": "local", "imports": "union", "props.color": "local",
     *                   "props.items[]": { "owner": "shared", "array": "keyed", "key": ["id"] } },
     *   "entities":   { "transform": "shared", "props.tags[]": { "array": "set" } },
     *   "world":      { "settings": { "*": "shared", "title": "local" }, "spawn.position": "runtime" } }
     * }</pre>
     *
     * <p>A member names a unit of PROTOCOL 8.4 ({@code script}, {@code metadata}, {@code transform}) or, beating units, a
     * path as {@link MergePath} spells it. Its value is an owner, or an object with an {@code owner} and, behind a path
     * that ends in {@code []}, the strategy of that array. Positions, rotations and scales are always values. {@code imports} of blueprints is
     * {@code ordered} or {@code union} ({@link TextMerge.Imports}).
     *
     * @param file the bytes of the file
     * @param objectKind as for {@link #defaults}
     * @throws Malformed if the file is no JSON or says something that has no meaning; all of it is looked at, whatever
     *     the kind. The message says where, why and what to write instead
     */
    public static MergePolicy parse(byte[] file, String objectKind) {
        return PolicyFile.read(file, objectKind);
    }

    /** This policy with one more pattern, or with another owner for a pattern it has. */
    public MergePolicy with(MergePath pattern, Ownership owner) {
        return new MergePolicy(plus(owners, pattern, owner), arrays, imports);
    }

    /**
     * This policy with a strategy for an array.
     *
     * @param array the array's own path, without {@code []} at its end; it may be a pattern
     */
    public MergePolicy with(MergePath array, ArrayStrategy strategy) {
        return new MergePolicy(owners, plus(arrays, array, strategy), imports);
    }

    /** This policy with another treatment of the imports of scripts. */
    public MergePolicy with(TextMerge.Imports other) {
        return new MergePolicy(owners, arrays, other);
    }

    /**
     * This policy with all that another one says about paths, for a document that has such objects inside.
     *
     * <pre>{@code
     * MergePolicy world = MergePolicy.SHARED
     *         .with(MergePath.of("entities"), ArrayStrategy.keyed("id"))
     *         .with(MergePath.of("entities").elements(), MergePolicy.defaults("entity"));
     * }</pre>
     *
     * @param place path or pattern of the objects
     */
    public MergePolicy with(MergePath place, MergePolicy inside) {
        Map<MergePath, Ownership> moreOwners = new HashMap<>(owners);
        inside.owners.forEach((pattern, owner) -> moreOwners.put(place.child(pattern), owner));
        Map<MergePath, ArrayStrategy> moreArrays = new HashMap<>(arrays);
        inside.arrays.forEach((pattern, strategy) -> moreArrays.put(place.child(pattern), strategy));
        return new MergePolicy(moreOwners, moreArrays, imports);
    }

    /**
     * This policy with an object's {@code managedBy} as the owner of whatever no pattern covers; {@code shared}, an
     * unknown word or an empty one change nothing, and a pattern for the whole object stays (the file beats it).
     */
    public MergePolicy managedBy(String managedBy) {
        if (owners.containsKey(MergePath.ROOT)) {
            return this;
        }
        return Ownership.ofName(managedBy)
                .map(owner -> with(MergePath.ROOT, owner))
                .orElse(this);
    }

    /** Who owns the value at a path. */
    public Ownership ownership(MergePath path) {
        for (Map.Entry<MergePath, Ownership> entry : owners.entrySet()) {
            if (PathPatterns.covers(entry.getKey(), path)) {
                return entry.getValue();
            }
        }
        return Ownership.SHARED;
    }

    /** How an array at a path is merged. */
    public ArrayStrategy array(MergePath path) {
        for (Map.Entry<MergePath, ArrayStrategy> entry : arrays.entrySet()) {
            if (PathPatterns.matches(entry.getKey(), path)) {
                return entry.getValue();
            }
        }
        return ArrayStrategy.ATOMIC;
    }

    /** What becomes of imports that both sides added to a script at one place. */
    public TextMerge.Imports imports() {
        return imports;
    }

    /** Whether there is an array that is not simply a value. */
    boolean looksIntoArrays() {
        return !arrays.isEmpty();
    }

    /** The same policy as seen with local and remote swapped. */
    MergePolicy swapped() {
        Map<MergePath, Ownership> swapped = new HashMap<>();
        owners.forEach((pattern, owner) -> swapped.put(pattern, owner.swapped()));
        return new MergePolicy(swapped, arrays, imports);
    }

    /** The same strategies, everything shared: for sides of which neither owns anything, such as two branches. */
    public MergePolicy withoutOwners() {
        return new MergePolicy(Map.of(), arrays, imports);
    }

    /** A hash of the content, equal for equal policies in any process; stored beside a base (ENGINE S5). */
    public String version() {
        String known = version;
        if (known == null) {
            known = Sha256.hex(lines().getBytes(StandardCharsets.UTF_8));
            version = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MergePolicy policy
                && owners.equals(policy.owners)
                && arrays.equals(policy.arrays)
                && imports == policy.imports;
    }

    @Override
    public int hashCode() {
        return 31 * owners.hashCode() + arrays.hashCode();
    }

    /** The patterns, the more specific ones first. */
    @Override
    public String toString() {
        return owners + " " + arrays + " " + imports;
    }

    /** One text per content, since a path as text has no line feed in it. */
    private String lines() {
        StringBuilder text = new StringBuilder();
        owners.forEach((pattern, owner) ->
                text.append(pattern).append('\n').append(owner).append('\n'));
        arrays.forEach((pattern, array) -> text.append(pattern)
                .append("\narray ")
                .append(array.kind())
                .append('\n')
                .append(new MergePath(array.key().stream()
                        .<MergePath.Step>map(MergePath.Key::new)
                        .toList()))
                .append('\n'));
        if (imports != TextMerge.Imports.ORDERED) {
            text.append("imports ").append(imports).append('\n');
        }
        return text.toString();
    }

    private static <T> Map<MergePath, T> sorted(Map<MergePath, T> patterns) {
        TreeMap<MergePath, T> sorted = new TreeMap<>(PathPatterns.MOST_SPECIFIC_FIRST);
        sorted.putAll(patterns);
        return sorted;
    }

    private static <T> Map<MergePath, T> plus(Map<MergePath, T> patterns, MergePath pattern, T value) {
        Map<MergePath, T> more = new HashMap<>(patterns);
        more.put(pattern, value);
        return more;
    }
}
