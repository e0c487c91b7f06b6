package dev.lobbysync.merge;

import static dev.lobbysync.merge.Ownership.LOCAL;
import static dev.lobbysync.merge.Ownership.RUNTIME;
import static dev.lobbysync.merge.Ownership.SHARED;
import static dev.lobbysync.merge.Trees.ABSENT;
import static dev.lobbysync.merge.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MergePolicyTest {

    @Test
    void theLongestMatchWinsAndANameBeatsTheWildcard() {
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("props"), LOCAL)
                .with(MergePath.of("props", "*", "url"), RUNTIME)
                .with(MergePath.of("props", "icon", "url"), SHARED)
                .with(MergePath.of("*"), RUNTIME)
                .with(MergePath.of("a", "*"), LOCAL)
                .with(MergePath.of("*", "b"), SHARED);

        assertThat(policy.ownership(MergePath.of("props"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "x", "y", "z"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "x", "url", "z"))).isEqualTo(RUNTIME);
        assertThat(policy.ownership(MergePath.of("props", "icon", "url"))).isEqualTo(SHARED);
        assertThat(policy.ownership(MergePath.of("other"))).isEqualTo(RUNTIME);
        assertThat(policy.ownership(MergePath.of("a", "b"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("c", "b"))).isEqualTo(SHARED);
        assertThat(policy.ownership(MergePath.ROOT)).isEqualTo(SHARED);
    }

    @Test
    void withoutAFileEverythingIsSharedButEntityState() {
        for (String kind : List.of("blueprint", "settings", "spawn", "module")) {
            assertThat(MergePolicy.parse(ABSENT, kind)).isEqualTo(MergePolicy.SHARED);
        }
        MergePolicy entity = MergePolicy.parse(ABSENT, "entity");
        assertThat(entity.ownership(MergePath.of("state", "open"))).isEqualTo(RUNTIME);
        assertThat(entity.ownership(MergePath.of("position"))).isEqualTo(SHARED);
    }

    @Test
    void theFileOwnsTheUnitsOfTheProtocol() {
        var file = json("""
                {'blueprints':{'script':'local','metadata':'Remote','props':'SHARED'},
                 'entities':{'transform':'runtime','props':'local','state':'shared'},
                 'world':{'settings':{'*':'runtime','title':'local'},'spawn':{'position':'local'}}}""");

        MergePolicy blueprint = MergePolicy.parse(file, "blueprint");
        for (String field : List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef")) {
            assertThat(blueprint.ownership(MergePath.of(field))).isEqualTo(LOCAL);
        }
        for (String field : List.of("name", "model", "image", "keep", "author", "scope", "scene", "disabled")) {
            assertThat(blueprint.ownership(MergePath.of(field, "below"))).isEqualTo(RUNTIME);
        }
        assertThat(blueprint.ownership(MergePath.of("props", "a"))).isEqualTo(SHARED);

        MergePolicy entity = MergePolicy.parse(file, "entity");
        for (String field : List.of("blueprint", "position", "quaternion", "scale", "pinned")) {
            assertThat(entity.ownership(MergePath.of(field))).isEqualTo(RUNTIME);
        }
        assertThat(entity.ownership(MergePath.of("props", "a"))).isEqualTo(LOCAL);
        assertThat(entity.ownership(MergePath.of("state"))).isEqualTo(SHARED);

        MergePolicy settings = MergePolicy.parse(file, "settings");
        assertThat(settings.ownership(MergePath.of("title"))).isEqualTo(LOCAL);
        assertThat(settings.ownership(MergePath.of("desc"))).isEqualTo(RUNTIME);

        MergePolicy spawn = MergePolicy.parse(file, "spawn");
        assertThat(spawn.ownership(MergePath.of("position"))).isEqualTo(LOCAL);
        assertThat(spawn.ownership(MergePath.of("quaternion"))).isEqualTo(SHARED);

        assertThat(MergePolicy.parse(file, "module").ownership(MergePath.ROOT)).isEqualTo(LOCAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "'local'",
                "{'entities':'local'}",
                "{'entities':{'state':'mine'}}",
                "{'entities':{'state':null,'transform':1,'props':['local']}}",
                "{'world':[],'entities':[]}"
            })
    void whatTheFileSaysWronglyKeepsTheDefault(String file) {
        assertThat(MergePolicy.parse(json(file), "entity")).isEqualTo(MergePolicy.parse(ABSENT, "entity"));
        assertThat(MergePolicy.parse(json(file), "settings")).isEqualTo(MergePolicy.SHARED);
    }

    @Test
    void anUnknownKindIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergePolicy.parse(ABSENT, "player"))
                .withMessageContaining("player")
                .withMessageContaining("blueprint");
    }

    @Test
    void managedByOwnsWhatTheFileDoesNotName() {
        MergePolicy policy = MergePolicy.parse(json("{'blueprints':{'props':'shared'}}"), "blueprint")
                .managedBy("Local");

        assertThat(policy.ownership(MergePath.of("name"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "a"))).isEqualTo(SHARED);
        assertThat(MergePolicy.SHARED.managedBy("runtime").ownership(MergePath.ROOT))
                .isEqualTo(RUNTIME);
        assertThat(MergePolicy.SHARED.managedBy("shared").ownership(MergePath.of("a")))
                .isEqualTo(SHARED);
        assertThat(MergePolicy.SHARED.managedBy("")).isEqualTo(MergePolicy.SHARED);
        assertThat(MergePolicy.SHARED.with(MergePath.ROOT, LOCAL).managedBy("runtime"))
                .isEqualTo(MergePolicy.SHARED.with(MergePath.ROOT, LOCAL));
    }

    @Test
    void theVersionIsThatOfTheContent() {
        MergePolicy one = MergePolicy.SHARED.with(MergePath.of("a"), LOCAL).with(MergePath.of("b"), RUNTIME);
        MergePolicy same = MergePolicy.SHARED.with(MergePath.of("b"), RUNTIME).with(MergePath.of("a"), LOCAL);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
        assertThat(one.version()).isEqualTo(same.version()).hasSize(64);
        assertThat(List.of(
                        MergePolicy.SHARED.version(),
                        one.version(),
                        one.with(MergePath.of("a"), SHARED).version(),
                        MergePolicy.SHARED.with(MergePath.of("a.b"), LOCAL).version(),
                        MergePolicy.SHARED.with(MergePath.of("a", "b"), LOCAL).version()))
                .doesNotHaveDuplicates();
    }
}
