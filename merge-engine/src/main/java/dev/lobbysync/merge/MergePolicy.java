package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who owns which path of one object (ENGINE S5), as immutable data: patterns with an {@link Ownership} each.
 *
 * <pre>{@code
 * MergePolicy policy = MergePolicy.SHARED
 *         .with(MergePath.of("props", "*", "url"), Ownership.LOCAL)
 *         .with(MergePath.of("state"), Ownership.RUNTIME);
 * policy.ownership(MergePath.of("props", "icon", "url"));   // LOCAL
 * policy.ownership(MergePath.of("state", "open"));          // RUNTIME
 * policy.ownership(MergePath.of("name"));                   // SHARED
 * }</pre>
 *
 * <p>A pattern covers its path and everything below it; the segment {@code *} stands for any one key. The longest
 * matching pattern wins; of two equally long ones the one that names a key where the other has {@code *}, looking from
 * the root. What no pattern covers is shared. Arrays are merged as a whole everywhere (ENGINE S3, ATOMIC).
 */
public final class MergePolicy {

    private static final String ANY = "*";

    private static final Comparator<MergePath> MOST_SPECIFIC_FIRST = Comparator.comparing(
                    (MergePath pattern) -> -pattern.segments().size())
            .thenComparing(MergePath::segments, MergePolicy::namedBeforeAny);

    /** The policy without patterns: everything is shared. */
    public static final MergePolicy SHARED = new MergePolicy(Map.of());

    private final Map<MergePath, Ownership> owners;
    private final String version;

    private MergePolicy(Map<MergePath, Ownership> owners) {
        TreeMap<MergePath, Ownership> sorted = new TreeMap<>(MOST_SPECIFIC_FIRST);
        sorted.putAll(owners);
        this.owners = sorted;
        this.version = Sha256.hex(describe(sorted).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The policy that a {@code .lobby/sync-policy.json} gives the objects of one kind (PROTOCOL 7.9, 8.4), on top of the
     * defaults of ENGINE S5: shared, except entity {@code state}, which the runtime owns. Values that are missing or
     * invalid keep the default.
     *
     * @param syncPolicyFile the parsed file; {@code MissingNode} if there is none. Anything but an object counts as none
     * @param objectKind {@code blueprint}, {@code entity}, {@code settings}, {@code spawn} or {@code module}
     * @throws IllegalArgumentException if the kind is another one
     */
    public static MergePolicy parse(JsonNode syncPolicyFile, String objectKind) {
        return PolicyFile.read(syncPolicyFile, objectKind);
    }

    /** This policy with one more pattern, or with another owner for a pattern it has. */
    public MergePolicy with(MergePath pattern, Ownership owner) {
        Map<MergePath, Ownership> more = new HashMap<>(owners);
        more.put(pattern, owner);
        return new MergePolicy(more);
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
            if (covers(entry.getKey().segments(), path.segments())) {
                return entry.getValue();
            }
        }
        return Ownership.SHARED;
    }

    /** The same policy as seen with local and remote swapped. */
    MergePolicy swapped() {
        Map<MergePath, Ownership> swapped = new HashMap<>();
        owners.forEach((pattern, owner) -> swapped.put(pattern, owner.swapped()));
        return new MergePolicy(swapped);
    }

    /** A hash of the content, equal for equal policies in any process; stored beside a base (ENGINE S5). */
    public String version() {
        return version;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MergePolicy policy && owners.equals(policy.owners);
    }

    @Override
    public int hashCode() {
        return owners.hashCode();
    }

    @Override
    public String toString() {
        return owners.toString();
    }

    private static boolean covers(List<String> pattern, List<String> path) {
        if (pattern.size() > path.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            String segment = pattern.get(i);
            if (!segment.equals(ANY) && !segment.equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Orders patterns of one length. */
    private static int namedBeforeAny(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Boolean.compare(a.get(i).equals(ANY), b.get(i).equals(ANY));
            if (order == 0) {
                order = a.get(i).compareTo(b.get(i));
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** One text per content: lengths before the keys keep {@code a.b} and {@code a}, {@code b} apart. */
    private static String describe(Map<MergePath, Ownership> owners) {
        StringBuilder text = new StringBuilder();
        owners.forEach((pattern, owner) -> {
            text.append(owner).append(' ').append(pattern.segments().size());
            for (String segment : pattern.segments()) {
                text.append(' ').append(segment.length()).append(' ').append(segment);
            }
            text.append('\n');
        });
        return text.toString();
    }
}
