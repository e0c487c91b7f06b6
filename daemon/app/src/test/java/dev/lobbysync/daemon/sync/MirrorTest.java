package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private static final ObjectKey MAST = ObjectKey.entity("mast");

    private final Mirror mirror = new Mirror();

    /** A base whose text is this value, under a hash by which it is recognised. */
    private static BaseEntry base(ObjectNode wire) {
        byte[] agreed = CanonicalJson.bytes(NormalForm.of(MAST.kind(), wire));
        BaseEntry.Text text = new BaseEntry.Text() {
            @Override
            public ObjectNode get() {
                throw new AssertionError("nobody needs the value");
            }

            @Override
            public boolean is(byte[] canonical) {
                return Arrays.equals(agreed, canonical);
            }
        };
        return new BaseEntry(MAST, null, "known", text, Set.of(), null, null, 0, BaseEntry.Origin.SYNCED);
    }

    private static ObjectNode mast(double height) {
        ObjectNode wire = Json.object().put("id", "mast").put("blueprint", "Mast");
        wire.putArray("position").add(0).add(height).add(0);
        return wire;
    }

    @Test
    void whatIsServedAsItsBaseReadsHasTheHashOfItsBase() {
        mirror.put(MAST, mast(3));
        mirror.recognise(List.of(base(mast(3.0))));
        assertThat(mirror.hash(MAST)).isEqualTo("known");
    }

    @Test
    void anotherValueKeepsItsOwnHash() {
        mirror.put(MAST, mast(4));
        mirror.recognise(List.of(base(mast(3))));
        assertThat(mirror.hash(MAST)).isEqualTo(CanonicalJson.sha256(NormalForm.of(MAST.kind(), mast(4))));
    }

    @Test
    void aChangeAfterwardsIsSeen() {
        mirror.put(MAST, mast(3));
        mirror.recognise(List.of(base(mast(3))));
        mirror.put(MAST, mast(5));
        assertThat(mirror.hash(MAST)).isEqualTo(CanonicalJson.sha256(NormalForm.of(MAST.kind(), mast(5))));
    }

    @Test
    void aBaseOfSomethingThatIsNotServedChangesNothing() {
        mirror.recognise(List.of(base(mast(3))));
        assertThat(mirror.hash(MAST)).isNull();
    }
}
