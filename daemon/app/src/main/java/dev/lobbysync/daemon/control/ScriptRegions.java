package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;

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
        boolean binary = RawText.isBinary(versions.base())
                || RawText.isBinary(versions.local())
                || RawText.isBinary(versions.remote());
        if (binary) {
            return new ScriptRegions(true, List.of(), List.of(), List.of(), List.of());
        }
        return new ScriptRegions(
                false,
                lines(versions.base()),
                lines(versions.local()),
                lines(versions.remote()),
                regions(new RawText(versions.base()), new RawText(versions.local()), new RawText(versions.remote())));
    }

    private static List<Region> regions(RawText base, RawText local, RawText remote) {
        List<Region> regions = new ArrayList<>();
        Run inBase = new Run(0, 0);
        Run inLocal = new Run(0, 0);
        for (MergeChunk chunk :
                new MergeAlgorithm(new HistogramDiff()).merge(RawTextComparator.DEFAULT, base, local, remote)) {
            Run run = new Run(chunk.getBegin(), chunk.getEnd());
            switch (chunk.getConflictState()) {
                case FIRST_CONFLICTING_RANGE -> inLocal = run;
                case BASE_CONFLICTING_RANGE -> inBase = run;
                case NEXT_CONFLICTING_RANGE -> regions.add(new Region(inBase, inLocal, run));
                case NO_CONFLICT -> inBase = new Run(0, 0);
            }
        }
        return regions;
    }

    private static List<String> lines(byte[] text) {
        List<String> lines = new ArrayList<>(List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
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
