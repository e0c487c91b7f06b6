package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.merge.TextMerge;
import dev.lobbysync.merge.TextMergeResult;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the versions of a script collide.
 *
 * @param binary whether a version is no text; then there are no regions
 * @param base its lines without their ends, likewise the other two
 * @param regions in the order of the text
 */
record ScriptRegions(boolean binary, List<String> base, List<String> local, List<String> remote, List<Region> regions) {
    /** A run of lines. Numbers count from 0, the end is exclusive; an empty run stands before its line. */
    record Run(int from, int to) {}

    /** One place that both sides changed: which lines it is on each side. */
    record Region(Run base, Run local, Run remote) {}

    static ScriptRegions of(ScriptVersions versions) {
        TextMergeResult merge = TextMerge.merge(versions.base(), versions.local(), versions.remote());
        List<String> base = new ArrayList<>();
        List<String> local = new ArrayList<>();
        List<String> remote = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        for (TextMergeResult.Region region : merge.regions()) {
            base.addAll(region.base().text());
            local.addAll(region.local().text());
            remote.addAll(region.remote().text());
            if (region.change() == TextMergeResult.Change.CONFLICT) {
                regions.add(new Region(run(region.base()), run(region.local()), run(region.remote())));
            }
        }
        return new ScriptRegions(merge.atomic(), base, local, remote, regions);
    }

    private static Run run(TextMergeResult.Lines lines) {
        return new Run(lines.first() - 1, lines.first() - 1 + lines.text().size());
    }

    /** {@code {"binary":false,"regions":[{"base":{"line":5,"lines":["…"]},"local":…,"remote":…}]}}; lines count from 1. */
    ObjectNode json() {
        ObjectNode script = Json.object().put("binary", binary);
        ArrayNode all = script.putArray("regions");
        for (Region region : regions) {
            ObjectNode one = all.addObject();
            one.set("base", json(base, region.base()));
            one.set("local", json(local, region.local()));
            one.set("remote", json(remote, region.remote()));
        }
        return script;
    }

    private static ObjectNode json(List<String> lines, Run run) {
        ObjectNode side = Json.object().put("line", run.from() + 1);
        ArrayNode text = side.putArray("lines");
        lines.subList(run.from(), run.to()).forEach(text::add);
        return side;
    }
}
