package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.testing.Bench;
import java.util.List;
import java.util.Random;

/** Somebody who renames and moves files and folders. */
final class FileMover {
    private final Bench bench;
    private final Random dice;
    private final String name;
    private final FilesAtHand atHand;
    private int moved;

    FileMover(Bench bench, Random dice, String name) {
        this.bench = bench;
        this.dice = dice;
        this.name = name;
        this.atHand = new FilesAtHand(bench, dice);
    }

    /** Moves something; says what. */
    String move() {
        return switch (dice.nextInt(4)) {
            case 0 -> folder(false);
            case 1 -> folder(true);
            case 2 -> script(false);
            default -> script(true);
        };
    }

    /** The folder of an app, perhaps with the file in it. */
    private String folder(boolean fileAsWell) {
        List<String> files = atHand.files("apps/([^/]+)/\\1\\.json");
        if (files.isEmpty()) {
            return "no folder to rename";
        }
        String file = atHand.pick(files);
        String from = file.substring(0, file.lastIndexOf('/'));
        String old = from.substring(from.lastIndexOf('/') + 1);
        String fresh = old + name + "m" + moved++;
        bench.move(from, "apps/" + fresh);
        if (fileAsWell) {
            bench.move("apps/" + fresh + "/" + old + ".json", "apps/" + fresh + "/" + fresh + ".json");
        }
        return from + " renamed to " + fresh + (fileAsWell ? ", its file as well" : "");
    }

    /** A script within its app, or to another app. */
    private String script(boolean elsewhere) {
        List<String> scripts = atHand.files("apps/[^/]+/lib/.*\\.js");
        List<String> entries = atHand.files("apps/[^/]+/index\\.js");
        if (scripts.isEmpty() || entries.isEmpty()) {
            return "no script to move";
        }
        String from = atHand.pick(scripts);
        String app = elsewhere ? atHand.pick(entries) : from.replaceFirst("lib/.*", "index.js");
        String to = app.substring(0, app.lastIndexOf('/')) + "/lib/" + name + "m" + moved++ + ".js";
        bench.move(from, to);
        return from + " moved to " + to;
    }
}
