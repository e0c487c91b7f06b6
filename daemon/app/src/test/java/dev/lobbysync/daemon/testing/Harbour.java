package dev.lobbysync.daemon.testing;

import java.nio.charset.StandardCharsets;

/** A small project with one of everything, and a world that holds the same. */
public final class Harbour {
    public static final String LANTERN = "apps/Lantern/Lantern.json";
    public static final String LANTERN_SCRIPT = "apps/Lantern/index.js";
    public static final String GLOW = "apps/Lantern/lib/glow.js";
    public static final String FERRY = "apps/Ferry/Ferry.json";
    public static final String FERRY_SCRIPT = "apps/Ferry/index.js";
    public static final String SEAT = "apps/Seat/Seat.json";
    public static final String MATH = "shared/math.js";

    private Harbour() {}

    /** Writes the files of the project: three apps, a shared module with two importers, assets, three entities. */
    public static void project(Bench bench) {
        bench.write(LANTERN, """
                {
                  "id": "Lantern",
                  "name": "Lantern",
                  "scope": "Lantern",
                  "createdAt": "2026-03-02T08:00:00.000Z",
                  "author": "mira",
                  "desc": "lights the quay",
                  "model": "assets/lantern.glb",
                  "props": {
                    "glow": 0.5,
                    "color": "amber",
                    "icon": { "type": "image", "name": "icon.png", "url": "assets/icon.png" }
                  }
                }
                """);
        bench.write(LANTERN_SCRIPT, """
                import { glow } from './lib/glow.js'
                import { clamp } from '@shared/math.js'

                export default (world, app) => {
                  const first = 1

                  const middle = 2

                  const last = 3
                  app.glow = clamp(glow(first, middle, last))
                }
                """);
        bench.write(GLOW, "export const glow = (...n) => n.length\n");
        bench.write(FERRY, """
                {
                  "id": "Ferry",
                  "name": "Ferry",
                  "scope": "Ferry",
                  "createdAt": "2026-03-02T09:00:00.000Z",
                  "props": { "speed": 4 }
                }
                """);
        bench.write(FERRY_SCRIPT, """
                import { clamp } from '@shared/math.js'
                export default (world, app) => { app.speed = clamp(app.props.speed) }
                """);
        bench.write(SEAT, """
                {
                  "id": "Seat",
                  "name": "Seat",
                  "scope": "Seat",
                  "createdAt": "2026-03-02T10:00:00.000Z",
                  "props": {}
                }
                """);
        bench.write(MATH, """
                export const low = 0

                export const high = 1

                export const clamp = n => Math.min(high, Math.max(low, n))
                """);
        bench.write("assets/lantern.glb", "lantern model".getBytes(StandardCharsets.UTF_8));
        bench.write("assets/icon.png", "icon".getBytes(StandardCharsets.UTF_8));
        bench.write(
                "world.json",
                """
                {
                  "formatVersion": 2,
                  "settings": { "title": "Harbour", "desc": null, "image": null, "avatar": null, "customAvatars": false,
                    "voice": "spatial", "rank": 0, "playerLimit": 0, "ao": true },
                  "spawn": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1] },
                  "entities": [
                """ + row("lamp", "Lantern") + ",\n" + row("boat", "Ferry") + ",\n" + row("stool", "Seat") + """

                  ]
                }
                """);
    }

    /** A row of world.json. */
    public static String row(String id, String blueprint) {
        return """
                    { "id": "%s", "blueprint": "%s", "position": [1, 0, 2], "quaternion": [0, 0, 0, 1],
                      "scale": [1, 1, 1], "pinned": false, "props": {}, "state": {} }""".formatted(id, blueprint);
    }

    /** A running daemon with project and world in sync. */
    public static Bench running() {
        return running(1);
    }

    /** A running daemon with project and world in sync, its randomness from the seed. */
    public static Bench running(long seed) {
        Bench bench = new Bench(seed);
        project(bench);
        bench.start();
        bench.assertInSync();
        bench.takeMutations();
        bench.telemetry().forget();
        return bench;
    }
}
