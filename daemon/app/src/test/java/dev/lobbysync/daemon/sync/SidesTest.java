package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the absence of a field in a file says that somebody took it away (ENGINE S1). */
class SidesTest {
    private static BaseEntry base(BaseEntry.Origin origin) {
        return new BaseEntry(
                ObjectKey.blueprint("Lamp"), null, "", () -> json("{}"), Set.of("url"), null, null, 4, origin);
    }

    @ParameterizedTest
    @EnumSource(BaseEntry.Origin.class)
    void onlyABaseThatTheFilesOnceToldMakesAnAbsenceARemoval(BaseEntry.Origin origin) {
        boolean told = origin == BaseEntry.Origin.SYNCED || origin == BaseEntry.Origin.MET;
        assertThat(Sides.isSilent(base(origin), "desc")).isEqualTo(!told);
        assertThat(Sides.isSilent(base(origin), "url")).isTrue();
        assertThat(Sides.ALWAYS_SILENT).allMatch(field -> Sides.isSilent(base(origin), field));
    }

    @Test
    void silentAreTheFieldsThatTheMergeHasAndNoFileMentionsThen() {
        Set<String> silent = Sides.silentAfter(
                ObjectKind.BLUEPRINT,
                json("{'name': 'Lamp', 'desc': 'lit', 'author': 'mira', 'url': 'u', 'script': 'asset://1.js'}"),
                Set.of("desc", "model"),
                Set.of("author"));
        assertThat(silent).containsExactlyInAnyOrder("name", "url");
        assertThat(Sides.silentAfter(ObjectKind.ENTITY, json("{'state': {'on': true}}"), Set.of(), Set.of()))
                .containsExactly("state");
    }
}
