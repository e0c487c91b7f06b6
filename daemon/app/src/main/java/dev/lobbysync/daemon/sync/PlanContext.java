package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.merge.ScriptSetMerge;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trees as the planner reads them. Every answer is fixed for the length of one plan, and texts are looked up by
 * content, so that planning stays a pure function of what it is given.
 */
interface PlanContext {
    ObjectView view(ObjectKey key);

    AssetNames names();

    /** Script contents by hash. */
    ScriptSetMerge.Texts texts();

    /** The judge of merged scripts. */
    ScriptSetMerge.Syntax syntax();

    /** The policy for one object, its {@code managedBy} taken in. */
    MergePolicy policy(ObjectView view);

    /** Entities that use the blueprint on any of the three sides. */
    Set<ObjectKey> entitiesUsing(String blueprintId);

    /** Blueprints of the same app folder that use the scripts of this one in the runtime. */
    List<ObjectKey> variantsOf(ObjectKey root);

    /** Whether the runtime serves the blueprint now. */
    boolean isServed(ObjectKey blueprint);

    /** Whether the files hold the blueprint now. */
    boolean isLocal(ObjectKey blueprint);

    /** Milliseconds for which a local object must be gone before that counts as a deletion. */
    long deletionGraceMillis();

    /** What the files say about a blueprint beside its value (PROTOCOL 7.2). */
    ObjectNode metadata(ObjectKey key);

    /** Whether a person said that this deletion, which was shown as held, is meant. */
    boolean isDeletionAccepted(ObjectKey key);

    /** The side that wins what cannot be merged of an object that the sides never agreed about, or null. */
    @Nullable
    Use preferred(ObjectKey key);

    /** The file whose outdated text speaks of the object, or null (ENGINE S13). */
    @Nullable
    String outdatedIn(ObjectKey key);

    /** Whether somebody went on from a text of the module, and that led to the later one. */
    boolean isBefore(ObjectKey module, String text, @Nullable String later);

    /** Monotonic now. */
    long nowMillis();
}
