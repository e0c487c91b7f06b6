package dev.lobbysync.daemon.port;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;

/** Where everything goes that is deleted, or replaced although it was not the base (DESIGN 3). */
public interface Trash {
    /** Opens {@code .lobby/trash/<time>-<reason>/}; nothing is written before the first item. */
    Batch open(String reason);

    /** One folder of the trash with its manifest. Each call returns once the item is durable. */
    interface Batch {
        /** Keeps the bytes of a project file under its own relative path. */
        void keepFile(String path, byte[] bytes, String why) throws IOException;

        /**
         * Keeps a value that has no file of its own (a row, a remote value).
         *
         * @param side {@code local} or {@code remote}
         */
        void keepValue(ObjectKey key, String side, JsonNode value, String why) throws IOException;
    }
}
