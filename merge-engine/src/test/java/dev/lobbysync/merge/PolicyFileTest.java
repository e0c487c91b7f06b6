package dev.lobbysync.merge;

import static dev.lobbysync.merge.Ownership.LOCAL;
import static dev.lobbysync.merge.Ownership.RUNTIME;
import static dev.lobbysync.merge.Ownership.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .lobby/sync-policy.json} (PROTOCOL 7.9, 8.4, ENGINE S3 and S5). */
final class PolicyFileTest {

    private static MergePolicy parse(String file, String kind) {
        return MergePolicy.parse(file.replace('\'', '"').getBytes(StandardCharsets.UTF_8), kind);
    }

    @Test
    void withoutAFileEverythingIsSharedButEntityState() {
        for (String kind : List.of("blueprint", "settings", "spawn", "module")) {
            assertThat(MergePolicy.defaults(kind)).isEqualTo(MergePolicy.SHARED);
        }
        MergePolicy entity = MergePolicy.defaults("entity");
        assertThat(entity.ownership(MergePath.of("state", "open"))).isEqualTo(RUNTIME);
        assertThat(entity.ownership(MergePath.of("position"))).isEqualTo(SHARED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'blueprints':{},'entities':{},'world':{}}", "{'world':{'settings':{},'spawn':{}}}"})
    void aFileThatSaysNothingChangesNothing(String file) {
        for (String kind : List.of("blueprint", "entity", "settings", "spawn", "module")) {
            assertThat(parse(file, kind)).isEqualTo(MergePolicy.defaults(kind));
        }
    }

    @Test
    void theFileOwnsTheUnitsOfTheProtocol() {
        String file = """
                {'blueprints':{'script':'local','metadata':'Remote','props':'SHARED'},
                 'entities':{'transform':'runtime','props':'local','state':'shared'},
                 'world':{'settings':{'*':'runtime','title':'local'},'spawn':{'position':'local'}}}""";

        MergePolicy blueprint = parse(file, "blueprint");
        for (String field : List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef")) {
            assertThat(blueprint.ownership(MergePath.of(field))).isEqualTo(LOCAL);
        }
        for (String field : List.of("name", "model", "image", "keep", "author", "scope", "scene", "disabled")) {
            assertThat(blueprint.ownership(MergePath.of(field, "below"))).isEqualTo(RUNTIME);
        }
        assertThat(blueprint.ownership(MergePath.of("props", "a"))).isEqualTo(SHARED);

        MergePolicy entity = parse(file, "entity");
        for (String field : List.of("blueprint", "position", "quaternion", "scale", "pinned")) {
            assertThat(entity.ownership(MergePath.of(field))).isEqualTo(RUNTIME);
        }
        assertThat(entity.ownership(MergePath.of("props", "a"))).isEqualTo(LOCAL);
        assertThat(entity.ownership(MergePath.of("state"))).isEqualTo(SHARED);

        MergePolicy settings = parse(file, "settings");
        assertThat(settings.ownership(MergePath.of("title"))).isEqualTo(LOCAL);
        assertThat(settings.ownership(MergePath.of("desc"))).isEqualTo(RUNTIME);

        MergePolicy spawn = parse(file, "spawn");
        assertThat(spawn.ownership(MergePath.of("position"))).isEqualTo(LOCAL);
        assertThat(spawn.ownership(MergePath.of("quaternion"))).isEqualTo(SHARED);

        assertThat(parse(file, "module").ownership(MergePath.ROOT)).isEqualTo(LOCAL);
    }

    @Test
    void itReachesDownToASinglePathWhereverThatStands() {
        MergePolicy blueprint = parse("""
                {'blueprints':{'name':'shared','props.color':'local','props[\\'a.b\\'].c':{'owner':'runtime'},
                               'metadata':'local','scriptEntry':'shared','script':'runtime','props.*.url':'local'}}""", "blueprint");
        assertThat(blueprint.ownership(MergePath.of("name"))).isEqualTo(SHARED);
        assertThat(blueprint.ownership(MergePath.of("desc"))).isEqualTo(LOCAL);
        assertThat(blueprint.ownership(MergePath.of("props", "color", "r"))).isEqualTo(LOCAL);
        assertThat(blueprint.ownership(MergePath.of("props", "a.b", "c"))).isEqualTo(RUNTIME);
        assertThat(blueprint.ownership(MergePath.of("props", "a", "b", "c"))).isEqualTo(SHARED);
        assertThat(blueprint.ownership(MergePath.of("props", "icon", "url"))).isEqualTo(LOCAL);
        assertThat(blueprint.ownership(MergePath.of("scriptEntry"))).isEqualTo(SHARED);
        assertThat(blueprint.ownership(MergePath.of("scriptFiles"))).isEqualTo(RUNTIME);

        String world =
                "{'world':{'settings.title':'local','spawn.position':'runtime','settings':{'avatar.url':'local'}}}";
        assertThat(parse(world, "settings").ownership(MergePath.of("title"))).isEqualTo(LOCAL);
        assertThat(parse(world, "settings").ownership(MergePath.of("avatar", "url")))
                .isEqualTo(LOCAL);
        assertThat(parse(world, "spawn").ownership(MergePath.of("position"))).isEqualTo(RUNTIME);
    }

    @Test
    void itSaysHowArraysAreMerged() {
        MergePolicy policy = parse("""
                {'entities':{'props.items[]':{'owner':'local','array':'keyed','key':['id']},
                             'props.items[].parts[]':{'array':'Keyed','key':['kind','nr']},
                             'props.tags[]':{'array':'set'}, 'props.path[]':{'array':'atomic'},
                             'props.doors[]':{'array':'keyed','key':'nr'}, 'props.items[id=door]':'runtime'}}""", "entity");

        MergePath props = MergePath.of("props");
        assertThat(policy.array(props.child("items"))).isEqualTo(ArrayStrategy.keyed("id"));
        assertThat(policy.array(props.child("doors"))).isEqualTo(ArrayStrategy.keyed("nr"));
        assertThat(policy.array(props.child("tags"))).isEqualTo(ArrayStrategy.SET);
        assertThat(policy.array(props.child("path"))).isEqualTo(ArrayStrategy.ATOMIC);
        assertThat(policy.array(MergePath.parse("props.items[id=a].parts")))
                .isEqualTo(ArrayStrategy.keyed("kind", "nr"));
        assertThat(policy.ownership(MergePath.parse("props.items[id=a].open"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.parse("props.items[id=door].open")))
                .isEqualTo(RUNTIME);
        assertThat(policy.ownership(props.child("items"))).isEqualTo(SHARED);
    }

    /** Each row: line and column, what the message says, and the file with {@code /} for line ends. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            1  1 | the file is empty                               | ~~
            1  1 | the file must be an object                      | []
            2  3 | not valid JSON                                  | {/  nonsense}
            1  4 | something follows                               | {} {}
            2  8 | Duplicate field 'world'                         | {'world':{},/'world':{}}
            2  2 | there are blueprints, entities and world        | {/ 'blueprint':{}}
            1 14 | 'entities' must be an object                    | {'entities': 'local'}
            3  5 | 'mine' is no owner; write local, runtime or     | {'entities':/{'props':/    'mine'}}
            1 23 | null is no owner                                | {'entities':{'state': null}}
            1 23 | 1 is no owner                                   | {'entities':{'state': 1}}
            1 23 | an array is no owner                            | {'entities':{'state': ['local']}}
            1 14 | entities have no field 'prop'; there are        | {'entities':{'prop':'local'}}
            1 14 | there are transform, blueprint, position        | {'entities':{'metadata':'local'}}
            1 14 | character 7 a key is missing                    | {'entities':{'props..x':'local'}}
            1 14 | must begin with a field                         | {'entities':{'[]':'local'}}
            1 14 | 'position' is one value                         | {'entities':{'position[]':{'array':'set'}}}
            1 20 | 'quaternion' is one value                       | {'world':{'spawn':{'quaternion.0':'local'}}}
            1 32 | 'props.a' twice                                 | {'entities':{'props.a':'local','props[\\'a\\']':'local'}}
            1 34 | 'props.a' names no elements; write 'props.a[]'  | {'entities':{'props.a':{ 'array':'set'}}}
            1 36 | 'lists' is no way to merge an array             | {'entities':{'props.a[]':{ 'array':'lists'}}}
            1 36 | needs the fields that name its elements         | {'entities':{'props.a[]':{ 'array':'keyed'}}}
            1 33 | a key is of use only with                       | {'entities':{'props.a[]':{'key':'id'}}}
            1 47 | only a keyed array has a key                    | {'entities':{'props.a[]':{'array':'set','key':'id'}}}
            1 49 | the key names no field                          | {'entities':{'props.a[]':{'array':'keyed','key':[]}}}
            1 50 | 1 is no name of a field                         | {'entities':{'props.a[]':{'array':'keyed','key':[1]}}}
            1 55 | named twice; once is enough                     | {'entities':{'props.a[]':{'array':'keyed','key':['id','id']}}}
            1 27 | 'keys' means nothing here                       | {'entities':{'props.a[]':{'keys':'id'}}}
            1 26 | 'props.a' is said nothing about                 | {'entities':{'props.a' : {}}}
            1 11 | the world has no 'title'                        | {'world':{'title':'local'}}
            1 22 | 'settings' must be an object                    | {'world':{'settings':'local'}}
            1 26 | 'any' is no way to merge imports; write ordered | {'blueprints':{'imports':'any'}}
            1 14 | entities have no field 'imports'                | {'entities':{'imports':'union'}}
            """)
    void whatMakesNoSenseIsRefusedWithItsPlaceAndARemedy(String place, String reason, String file) {
        String[] numbers = place.split(" +");
        for (String kind : List.of("entity", "settings")) {
            assertThatExceptionOfType(MergePolicy.Malformed.class)
                    .isThrownBy(() -> parse(file.replace('/', '\n'), kind))
                    .withMessageContaining(reason)
                    .withMessageStartingWith("line " + numbers[0] + " column ")
                    .satisfies(e -> assertThat(e.line() + ":" + e.column()).isEqualTo(numbers[0] + ":" + numbers[1]));
        }
    }

    @Test
    void whatIsTooDeepOrTooLongToReadIsRefusedWithItsPlace() {
        for (String file : List.of("[".repeat(5_000), "{'entities':" + "1".repeat(2_000) + "}")) {
            assertThatExceptionOfType(MergePolicy.Malformed.class)
                    .isThrownBy(() -> parse(file, "entity"))
                    .withMessageStartingWith("line 1 column ")
                    .withMessageContaining("too long or too deep");
        }
    }

    @Test
    void itSaysWhatBecomesOfImports() {
        MergePolicy union = parse("{'blueprints':{'imports':'Union','script':'local'}}", "blueprint");
        assertThat(union.imports()).isEqualTo(TextMerge.Imports.UNION);
        assertThat(parse("{'blueprints':{'imports':'union'}}", "module").imports())
                .isEqualTo(TextMerge.Imports.UNION);
        assertThat(parse("{'blueprints':{'imports':'union'}}", "entity")).isEqualTo(MergePolicy.defaults("entity"));
        assertThat(MergePolicy.defaults("blueprint").imports()).isEqualTo(TextMerge.Imports.ORDERED);
        assertThat(union.with(TextMerge.Imports.ORDERED).version()).isNotEqualTo(union.version());
        assertThat(parse("{'blueprints':{'imports':'ordered'}}", "blueprint"))
                .isEqualTo(MergePolicy.defaults("blueprint"));
    }

    @Test
    void anUnknownKindIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergePolicy.defaults("player"))
                .withMessageContaining("player")
                .withMessageContaining("blueprint");
    }

    @Test
    void aByteOrderMarkIsNoMistake() {
        assertThat(parse("\ufeff{'entities':{'props':'local'}}", "entity").ownership(MergePath.of("props")))
                .isEqualTo(LOCAL);
    }
}
