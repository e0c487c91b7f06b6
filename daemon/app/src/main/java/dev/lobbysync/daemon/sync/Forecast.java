package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;

/**
 * What a sync would do now, if nothing changed until then ({@code gamedev sync plan}).
 *
 * @param items one per object that does not stay as it is, in a fixed order
 * @param agreed objects about which both sides say the same
 * @param firstMeeting whether nothing was ever agreed between this project and this world
 * @param onlyInFiles objects that the world lacks, and that were never in it as far as anybody knows
 * @param onlyInWorld likewise; untouched built-in content does not count
 * @param guard why deletions would be held as a whole (DESIGN 6), or empty
 * @param distrust why nothing would be synced at all, or empty
 */
public record Forecast(
        List<Item> items,
        int agreed,
        boolean firstMeeting,
        int onlyInFiles,
        int onlyInWorld,
        String guard,
        String distrust) {
    public Forecast {
        items = List.copyOf(items);
    }

    /** What would happen, in the order in which it is told. */
    public enum Group {
        PUSH,
        PULL,
        MERGE,
        CONFLICT,
        DELETION,
        HELD
    }

    /** What is done to the object on the side, or sides, that it concerns. */
    public enum Action {
        ADD,
        CHANGE,
        DELETE_IN_FILES,
        DELETE_IN_WORLD,
        NONE
    }

    /**
     * One object.
     *
     * @param reason which base, which rule, and for what waits, what to do
     * @param needsPerson whether nothing goes on here without one
     * @param explained which side wins where, and by which rule; empty if no merge is needed
     */
    public record Item(
            ObjectKey key, Group group, Action action, String reason, boolean needsPerson, List<Explained> explained) {
        public Item {
            explained = List.copyOf(explained);
        }

        public Item(ObjectKey key, Group group, Action action, String reason, boolean needsPerson) {
            this(key, group, action, reason, needsPerson, List.of());
        }

        Item(Decision decision, Group group, Action action) {
            this(
                    decision.key(),
                    group,
                    action,
                    decision.reason(),
                    group == Group.CONFLICT,
                    Told.of(decision).explained());
        }
    }

    /** A forecast that says nothing. */
    public static final Forecast NONE = distrusted("");

    /** Nothing can be said but why. */
    static Forecast distrusted(String why) {
        return new Forecast(List.of(), 0, false, 0, 0, "", why);
    }

    /**
     * Whether two things would be poured into each other that may not belong together: at a first meeting each side has
     * objects that the other lacks. A person is asked then.
     */
    public boolean mixes() {
        return firstMeeting && onlyInFiles > 0 && onlyInWorld > 0;
    }

    /** How many objects are in a group. */
    public long count(Group group) {
        return items.stream().filter(item -> item.group() == group).count();
    }
}
