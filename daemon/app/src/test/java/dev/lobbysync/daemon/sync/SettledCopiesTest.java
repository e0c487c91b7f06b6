package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a copy of a shared module said when the module was last settled (ENGINE S8). */
class SettledCopiesTest {
    private static final ObjectView.Copy FERRY =
            new ObjectView.Copy("Ferry", "asset://base.js", "asset://now.js", false);
    private static final ObjectView.Copy FRESH = new ObjectView.Copy("Fresh App", null, "asset://now.js", false);

    private static SettledCopies noted(String... entries) {
        BaseEntry module = new BaseEntry(
                ObjectKey.module("@shared/math.js"),
                null,
                "",
                () -> json("{}"),
                Set.of(entries),
                null,
                null,
                0,
                BaseEntry.Origin.SYNCED);
        return SettledCopies.of(module);
    }

    @Test
    void whatWasNotedIsSaidOfItsOwnImporterOnly() {
        SettledCopies copies = noted(SettledCopies.entry(FERRY, "asset://said.js"));
        assertThat(copies.said(FERRY)).isEqualTo("asset://said.js");
        assertThat(copies.said(FRESH)).isNull();
        assertThat(noted(SettledCopies.entry(FRESH, "asset://said.js")).said(FRESH))
                .isEqualTo("asset://said.js");
        assertThat(SettledCopies.of(null).said(FERRY)).isNull();
    }

    @Test
    void itIsNewsOnceTheBaseOfTheImporterHasMoved() {
        SettledCopies copies = noted(SettledCopies.entry(FERRY, "asset://said.js"));
        assertThat(copies.said(new ObjectView.Copy("Ferry", "asset://later.js", "asset://now.js", false)))
                .isNull();
        assertThat(copies.said(new ObjectView.Copy("Ferry", null, "asset://now.js", false)))
                .isNull();
    }

    @Test
    void outgrownIsANoteWhoseCopyHasMovedOn() {
        assertThat(noted().outgrown(List.of(FERRY))).isFalse();
        assertThat(noted(SettledCopies.entry(FERRY, "asset://now.js")).outgrown(List.of(FERRY)))
                .isFalse();
        assertThat(noted(SettledCopies.entry(FERRY, "asset://said.js")).outgrown(List.of(FERRY, FRESH)))
                .isTrue();
        assertThat(noted(SettledCopies.entry(FERRY, "asset://now.js")).outgrown(List.of()))
                .isTrue();
        assertThat(noted("nobody-knows").outgrown(List.of(FERRY))).isTrue();
    }
}
