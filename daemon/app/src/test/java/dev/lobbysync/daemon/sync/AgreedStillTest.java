package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.api.OpKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short cut past the comparison is taken only where nothing at all has happened, else somebody's work is missed. */
class AgreedStillTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");
    private static final String THERE = "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}, 'locked': false}";

    private ObjectKey key = LAMP;
    private @Nullable ObjectNode served = json(THERE);
    private String servedHash = "same";
    private BaseEntry.Origin origin = BaseEntry.Origin.SYNCED;
    private Set<String> silent = Set.of();
    private Evidence evidence = Evidence.NONE;
    private boolean mergesState;
    private ObjectView.@Nullable Chosen chosen;
    private LocalState local = present(THERE);

    private static LocalState present(String text) {
        ObjectNode value = json(text);
        Set<String> named = new TreeSet<>();
        value.fieldNames().forEachRemaining(named::add);
        return new LocalState.Present(value, named, "apps/Lamp/Lamp.json", "seen");
    }

    private ObjectView view(boolean withBase) {
        BaseEntry base = new BaseEntry(key, null, "same", () -> json(THERE), silent, null, "op1", 4, origin);
        return new ObjectView(
                key,
                withBase ? base : null,
                local,
                0,
                served,
                servedHash,
                null,
                evidence,
                mergesState,
                false,
                Map.of(),
                null,
                List.of(),
                chosen,
                null);
    }

    private boolean holds() {
        return AgreedStill.holds(view(true));
    }

    @Test
    void itHoldsWhereBothSidesAreAsTheBase() {
        assertThat(holds()).isTrue();
    }

    @Test
    void itDoesNotWithoutABase() {
        assertThat(AgreedStill.holds(view(false))).isFalse();
    }

    @Test
    void itDoesNotWhereTheWorldSaysSomethingElse() {
        servedHash = "other";
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotWhereTheWorldNoLongerHasIt() {
        served = null;
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotForABaseThatNobodyAcknowledged() {
        origin = BaseEntry.Origin.UPSTREAM;
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotAfterAnOp() {
        evidence = new Evidence(OpKind.BLUEPRINT_UPDATE, "op2", null, false, Set.of("op2"), Set.of(), null);
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotOverWorkThatWeCovered() {
        evidence = new Evidence(
                null,
                null,
                null,
                false,
                Set.of(),
                Set.of(),
                new Judgement(json("{'desc': 'theirs'}"), Judgement.Why.OVERWRITTEN));
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotWhereAPersonChose() {
        ConflictArtifact artifact = new ConflictArtifact("1", true, "", LAMP, null, null, json("{}"));
        chosen = ObjectView.Chosen.side(artifact, Use.LOCAL);
        assertThat(holds()).isFalse();
    }

    @Test
    void itDoesNotWhereTheFilesLackIt() {
        local = LocalState.Absent.NEVER_SEEN;
        assertThat(holds()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': 'Lamp', 'desc': 'dark', 'props': {'glow': 1}} | false",
                "{'name': 'Lamp', 'props': {'glow': 1}} | false",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {}} | false",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}, 'locked': true} | false",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}, 'script': 'asset://a.js'} | false",
                "{'desc': 'lit', 'props': {'glow': 1}} | true",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}} | true",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}, 'author': null} | true",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1.0}, 'script': '', 'scriptFiles': {}} | true",
                "{'name': 'Lamp', 'desc': 'lit', 'props': {'glow': 1}, 'scriptEntry': null} | true",
            })
    void itHoldsAsLongAsEachFieldSaysTheSameInWhicheverWay(String files, boolean same) {
        local = present(files);
        assertThat(holds()).isEqualTo(same);
    }

    @Test
    void aFieldThatTheFilesNeverMentionedSaysNothing() {
        local = present("{'name': 'Lamp', 'props': {'glow': 1}}");
        silent = Set.of("desc");
        assertThat(holds()).isTrue();
    }

    @Test
    void scriptsAreComparedAlsoWhereTheFilesHaveNone() {
        served = json("{'name': 'Lamp', 'scriptFiles': {'index.js': 'asset://a.js'}}");
        local = present("{'name': 'Lamp'}");
        assertThat(holds()).isFalse();
        local = present("{'name': 'Lamp', 'scriptFiles': {'index.js': 'asset://b.js'}}");
        assertThat(holds()).isFalse();
        local = present("{'name': 'Lamp', 'scriptFiles': {'index.js': 'asset://a.js'}}");
        assertThat(holds()).isTrue();
    }

    @Test
    void filesThatAreKnownToAgreeAreNotRead() {
        local = LocalState.Present.unread(
                () -> {
                    throw new AssertionError("it was read");
                },
                Set.of(),
                "apps/Lamp/Lamp.json",
                "same");
        assertThat(holds()).isTrue();
    }

    @Test
    void theStateIsComparedWhereItTakesPart() {
        key = ObjectKey.entity("lamp");
        served = json("{'pinned': true, 'state': {'on': true}}");
        local = present("{'pinned': true, 'state': {'on': false}}");
        assertThat(holds()).isTrue();
        mergesState = true;
        assertThat(holds()).isFalse();
        local = present("{'pinned': true, 'state': {'on': true}}");
        assertThat(holds()).isTrue();
        silent = Set.of("state");
        assertThat(holds()).isFalse();
    }
}
