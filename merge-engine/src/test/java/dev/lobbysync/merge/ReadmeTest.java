package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadmeTest {

    @Test
    void theExampleDoesWhatItSays() throws JsonProcessingException {
        // begin example
        ObjectMapper json = new ObjectMapper();
        JsonNode base = json.readTree("{\"name\": \"Lamp\", \"props\": {\"color\": \"red\", \"glow\": 1}}");
        JsonNode local = json.readTree("{\"name\": \"Lamp\", \"props\": {\"color\": \"blue\", \"glow\": 1}}");
        JsonNode remote = json.readTree("{\"name\": \"Lantern\", \"props\": {\"color\": \"green\", \"glow\": 1.0}}");

        MergeResult result = JsonMerge.merge(base, local, remote, MergePolicy.SHARED);

        assertThat(result.clean()).isFalse();
        assertThat(result.value().path("name").textValue()).isEqualTo("Lantern");
        assertThat(result.conflicts().get(0).path()).hasToString("props.color");
        // end example

        MergePolicy policy = MergePolicy.SHARED.with(MergePath.of("props"), Ownership.LOCAL);
        MergeResult owned = JsonMerge.merge(base, local, remote, policy);
        assertThat(owned.clean()).isTrue();
        assertThat(owned.explanations()).filteredOn(Explanation::byPolicy).hasSize(1);
    }

    @Test
    void theExampleWithArraysDoesWhatItSays() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        // begin arrays
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("doors"), ArrayStrategy.keyed("id"))
                .with(MergePath.of("tags"), ArrayStrategy.SET)
                .with(MergePath.parse("doors[id=2]"), Ownership.LOCAL);
        JsonNode base = json.readTree("{\"doors\": [{\"id\": 1, \"open\": false}], \"tags\": [\"a\", \"b\"]}");
        JsonNode local = json.readTree("{\"doors\": [{\"id\": 1, \"open\": true}], \"tags\": [\"b\"]}");
        JsonNode remote = json.readTree(
                "{\"doors\": [{\"id\": 2}, {\"id\": 1, \"open\": false}], \"tags\": [\"a\", \"b\", \"c\"]}");

        MergeResult result = JsonMerge.merge(base, local, remote, policy);

        assertThat(result.value())
                .hasToString("{\"doors\":[{\"id\":2},{\"id\":1,\"open\":true}],\"tags\":[\"b\",\"c\"]}");
        assertThat(result.explanations().get(0).sentence("mine", "theirs"))
                .isEqualTo("doors[id=1].open: local, since only mine changed it");
        // end arrays
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "arrays"})
    void theExamplesInTheReadmeAreThoseAbove(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/lobbysync/merge/ReadmeTest.java"));
        String example =
                source.substring(source.indexOf("// begin " + name + "\n"), source.indexOf("// end " + name + "\n"));
        String code = example.substring(example.indexOf('\n') + 1).stripIndent().strip();

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + code + "\n```");
    }
}
