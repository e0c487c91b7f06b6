package dev.lobbysync.merge;

import static dev.lobbysync.merge.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read about a merge. */
final class SentencesTest {
    private static final MergePolicy POLICY = MergePolicy.SHARED
            .with(MergePath.of("o"), Ownership.LOCAL)
            .with(MergePath.of("r"), Ownership.RUNTIME)
            .with(MergePath.of("k"), ArrayStrategy.keyed("id"))
            .with(MergePath.of("s"), ArrayStrategy.SET);

    /** Each row: base, local, remote, and all that there is to say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'p':{'c':1}} | {'p':{'c':2}} | {'p':{'c':1}} | p.c: local, since only the files changed it
            {}        | {}        | {'c':1}   | c: remote, since only the world added it
            {'c':1}   | {}        | {'c':1}   | c: local, since only the files removed it
            {'c':1}   | {'c':2}   | {'c':2}   | c: both, since both sides changed it alike
            {'o':1}   | {'o':2}   | {'o':3}   | o: local, since both sides changed it and the policy gives it to the files
            {'r':1}   | {'r':2}   | {'r':3}   | r: remote, since both sides changed it and the policy gives it to the world
            {'s':[1]} | {'s':[2]} | {'s':[3]} | s: both, since what either side added is in and what either side removed is out
            {'c':1}   | {'c':2}   | {'c':'x'} | c: both sides changed it, the files to 2, the world to "x"; it was 1
            {}        | {'c':[1]} | {'c':[2]} | c: both sides added it, the files as [1], the world as [2]
            {'c':1}   | {}        | {'c':2}   | c: the files deleted what the world changed
            {'c':1}   | {'c':2}   | {}        | c: the world deleted what the files changed
            {'c':{}}  | {'c':5}   | {'c':{'x':1}} | c: one side made something else of what the other side changed, too
            {'k':[{'id':1},{'id':2}]} | {'k':[{'id':2},{'id':1}]} | {'k':[{'id':1},{'id':2}]} | k: local, since only the files put its elements in another order
            {'k':[]}  | {'k':[{'id':1},{'id':2}]} | {'k':[{'id':2},{'id':1}]} | k[id=1].id: both, since both sides added it alike; k[id=2].id: both, since both sides added it alike; k: both sides put its elements in another order
            {'k':[]}  | {'k':[{}]} | {'k':[{},{}]} | k: taken as one value, since one of its elements lacks the key; k: both sides changed it
            """)
    void everyOutcomeHasWords(String base, String local, String remote, String sentences) {
        MergeResult result = JsonMerge.merge(json(base), json(local), json(remote), POLICY);

        assertThat(Stream.concat(
                        result.explanations().stream().map(Explanation::sentence),
                        result.conflicts().stream().map(MergeConflict::sentence)))
                .satisfies(all -> assertThat(String.join("; ", all)).isEqualTo(sentences));
    }
}
