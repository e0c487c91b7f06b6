package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.testing.SeededRandom;
import org.junit.jupiter.api.Test;

/** What waits, for what, and who is told. */
class WaitsTest {
    private static final ObjectKey LAMP = ObjectKey.entity("lamp");
    private static final ObjectKey STOOL = ObjectKey.entity("stool");
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");
    private static final ObjectKey SEAT = ObjectKey.blueprint("Seat");

    private final Waits waits = new Waits(new SeededRandom(1));

    @Test
    void whoeverWaitedForAnObjectIsLookedAtOnceThatIsSettled() {
        waits.decided(Decision.Hold.behind(LAMP, "its app first", LANTERN));
        waits.decided(Decision.Hold.behind(STOOL, "its app first", SEAT));
        waits.done(LANTERN);
        assertThat(waits.takeDirty()).containsExactly(LAMP);
    }

    @Test
    void onlyWhatTheWorldChangedWhileNothingIsWrittenCountsAsLeftAlone() {
        waits.decided(Decision.Hold.leftAlone(LAMP, "moved in the world"));
        waits.decided(Decision.Hold.reported(STOOL, "its file cannot be read"));
        waits.decided(Decision.Hold.deletion(SEAT, "gone from the files"));
        assertThat(waits.leftAloneKeys()).containsExactly(LAMP);
    }
}
