package dev.lobbysync.daemon.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaScriptTest {
    private final EcmaScript syntax = new EcmaScript();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#!/usr/bin/env node\nrun()",
                "import a, { b as c } from './x.js'\nimport * as n from 'n'\nexport default (world, app) => { a(c, n) }",
                "import d from './d.json' with { type: 'json' }\nexport * from './y.js'",
                "const m = await import('./x.js')\nfor await (const x of m) x()\nexport {}",
                "class A { #x = 1; static #y; static { A.#y = 2 } get #z() { return #x in this } }",
                "const x = a?.b?.[c]?.(d) ?? 1_000n; a ||= b; c &&= d; e ??= f",
                "const r = /[\\p{L}--[a-z]]/v, s = `a${`b`}`, u = import.meta.url",
                "async function* f({ a = 1, ...rest }) { yield* rest }",
                // the body of a function, as old apps have it
                "const light = app.create('light')\nif (!props.on) return\nlight.on()",
                "with (props) { run() }",
            })
    void currentScriptsAreWhole(String script) {
        assertThat(complaint("x.js", script)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function f() { if (a) { b() }\nexport {}",
                "function f() { }\n}\nf()",
                "a(() => {\n  b()\n})\n  c()\n})",
                "const a = 1\nconst a = 2",
                "import { a } from 'x'\nimport { a } from 'y'",
                "const = 3",
                "const s = 'a\n'",
                "<<<<<<< local\na()\n=======\nb()\n>>>>>>> remote\n",
            })
    void brokenScriptsAreNot(String script) {
        assertThat(complaint("x.js", script)).isNotNull();
    }

    @Test
    void aComplaintTellsThePlace() {
        assertThat(complaint("x.js", "f()\n}\n")).contains("(2:0)");
    }

    @Test
    void whatItCannotJudgeIsWrongFromTheStart() {
        assertThat(complaint("x.ts", "const x = 1")).contains("not JavaScript");
        assertThat(complaint("x.js", "export function f(a: number) {}")).isNotNull();
        assertThat(complaint("x.js", "x()\n".repeat(40_000))).contains("longer than");
        assertThat(complaint("x.js", "(".repeat(60_000) + ")".repeat(60_000))).isNotNull();
    }

    private String complaint(String path, String script) {
        return syntax.complaint(path, script.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }
}
