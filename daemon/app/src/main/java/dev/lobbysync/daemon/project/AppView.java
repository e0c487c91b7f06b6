package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Project.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the files of one app folder say.
 *
 * @param files its blueprints, script root first, then by age; without files that lost their id to another one
 * @param root the script root, or null if the folder has none
 * @param owners blueprints that have the set as their own, the root among them
 * @param assets paths in {@code assets/} that its blueprints name
 * @param problems of the folder
 */
record AppView(
        String app,
        List<BlueprintFile> files,
        @Nullable BlueprintFile root,
        Set<String> owners,
        ScriptSet scripts,
        Set<String> assets,
        List<Problem> problems) {

    List<String> ids() {
        return files.stream().map(BlueprintFile::id).toList();
    }
}
