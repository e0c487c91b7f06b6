package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Problem;
import dev.lobbysync.daemon.port.Project.WorldFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code world.json} says.
 *
 * @param rows settings, spawn and entities, empty unless the file is valid
 * @param contested entities of which the file has more than one row
 * @param uncertain why an object that is not among the rows is unknown rather than absent, or null
 */
record WorldView(
        WorldFile file,
        Map<ObjectKey, Row> rows,
        Set<ObjectKey> contested,
        @Nullable String uncertain,
        List<Problem> problems) {
    /**
     * One object of the file.
     *
     * @param raw as it stands there, or null if it cannot be told which of several it is
     * @param assets paths that it names
     */
    record Row(@Nullable JsonNode raw, LocalState state, Set<String> assets) {}

    static WorldView missing() {
        return new WorldView(
                WorldFile.MISSING,
                Map.of(),
                Set.of(),
                null,
                List.of(new Problem(Layout.WORLD, "world.json is missing", "restore it, or let a pull write it")));
    }

    static WorldView invalid(String why) {
        return new WorldView(WorldFile.INVALID, Map.of(), Set.of(), why, List.of(AppReader.problem(Layout.WORLD, why)));
    }

    static WorldView valid(
            Map<ObjectKey, Row> rows, Set<ObjectKey> contested, @Nullable String anonymous, List<Problem> problems) {
        return new WorldView(WorldFile.VALID, rows, contested, anonymous, List.copyOf(problems));
    }
}
