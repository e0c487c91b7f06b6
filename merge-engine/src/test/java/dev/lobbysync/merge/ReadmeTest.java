package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
    void theExampleInTheReadmeIsTheOneAbove() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/lobbysync/merge/ReadmeTest.java"));
        String example = source.substring(source.indexOf("// begin example\n"), source.indexOf("// end example\n"));
        String code = example.substring(example.indexOf('\n') + 1).stripIndent().strip();

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + code + "\n```");
    }
}
