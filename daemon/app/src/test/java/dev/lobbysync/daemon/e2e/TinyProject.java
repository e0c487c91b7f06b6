package dev.lobbysync.daemon.e2e;

/** A project with one of everything, small enough to be told apart at a glance. */
final class TinyProject {
    static final byte[] LAMP_MODEL = {1, 2, 3, 4, 5, 6, 7, 8};

    static final String LAMP_SCRIPT = """
                import { wind } from '@shared/wind.js'
                import { blink } from './lib/blink.js'

                export default app => {
                  // first
                  const a = 1

                  // middle
                  const b = 2

                  // last
                  const c = 3
                  wind(blink(a, b, c))
                }
                """;

    private TinyProject() {}

    static void write(ProjectDir project) {
        project.write("apps/$scene/$scene.json", """
                {
                  "id": "$scene",
                  "name": "Scene",
                  "scope": "global",
                  "createdAt": "2025-01-01T00:00:00.000Z",
                  "preload": true,
                  "unique": true,
                  "scene": true,
                  "keep": true,
                  "model": "asset://Model.glb",
                  "props": {
                    "fogNear": 10
                  }
                }
                """);
        project.write("apps/$scene/index.js", "export default app => {}\n");
        project.write("apps/Lamp/Lamp.json", """
                {
                  "id": "Lamp",
                  "name": "Lamp",
                  "scope": "Lamp",
                  "createdAt": "2025-01-02T00:00:00.000Z",
                  "desc": "Shines.",
                  "keep": true,
                  "model": "assets/lamp.glb",
                  "props": {
                    "color": "#ffcc00",
                    "glow": 1,
                    "size": 2
                  }
                }
                """);
        project.write("apps/Lamp/index.js", LAMP_SCRIPT);
        project.write("apps/Lamp/lib/blink.js", "export const blink = (...n) => n\n");
        project.write("apps/Bell/Bell.json", """
                {
                  "id": "Bell",
                  "name": "Bell",
                  "scope": "Bell",
                  "createdAt": "2025-01-03T00:00:00.000Z",
                  "keep": true,
                  "props": {
                    "tone": "c"
                  },
                  "category": "sound"
                }
                """);
        project.write("apps/Bell/index.js", """
                import { wind } from '@shared/wind.js'

                export default app => wind('bell')
                """);
        project.write("apps/Sign/Sign.json", """
                {
                  "id": "Sign",
                  "name": "Sign",
                  "scope": "Sign",
                  "createdAt": "2025-01-04T00:00:00.000Z",
                  "keep": true,
                  "props": {
                    "text": "Welcome"
                  }
                }
                """);
        project.write("apps/Sign/notes.txt", "Somebody's notes.\n");
        project.write("shared/wind.js", "export const wind = (...n) => n\n");
        project.write("assets/lamp.glb", LAMP_MODEL);
        project.write(
                "world.json",
                """
                {
                  "formatVersion": 2,
                  "settings": {
                    "title": "Tiny",
                    "desc": null,
                    "image": null,
                    "avatar": null,
                    "customAvatars": false,
                    "voice": "spatial",
                    "rank": 0,
                    "playerLimit": 12,
                    "ao": true
                  },
                  "spawn": {
                    "position": [1, 0, 1],
                    "quaternion": [0, 0, 0, 1]
                  },
                  "entities": [
                """ + row("scene1", "$scene", "[0, 0, 0]") + ",\n" + row("lamp-a", "Lamp", "[1, 0, 0]") + ",\n"
                        + row("lamp-b", "Lamp", "[2, 0, 0]") + ",\n" + row("bell-a", "Bell", "[3, 0, 0]") + ",\n"
                        + row("sign-a", "Sign", "[4, 0, 0]") + """

                  ]
                }
                """);
    }

    private static String row(String id, String blueprint, String position) {
        return """
                    {
                      "id": "%s",
                      "blueprint": "%s",
                      "position": %s,
                      "quaternion": [0, 0, 0, 1],
                      "scale": [1, 1, 1],
                      "pinned": false,
                      "props": {},
                      "state": {}
                    }""".formatted(id, blueprint, position);
    }
}
