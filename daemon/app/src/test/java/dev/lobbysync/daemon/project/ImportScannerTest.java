package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PROTOCOL 7.3: static imports and the default export, found as a parser would. */
class ImportScannerTest {
    private static java.util.List<String> imports(String source) {
        return ImportScanner.scan(source).imports();
    }

    @Test
    void everyFormOfStaticImportIsFound() {
        assertThat(imports("""
                #!/usr/bin/env node
                import '@shared/a.js'
                import b from "@shared/b.js"
                import * as c from 'shared/c.ts';
                import d, { e as f, "odd name" as g } from '@shared/d.js'
                import type { T } from '@shared/t.ts'
                import{x}from'@shared/x.js'
                export * from '@shared/e.js'
                export * as ns from '@shared/f.js'
                export { default } from "./rel.js"
                export type { U } from '@shared/u.ts'
                """))
                .containsExactly(
                        "@shared/a.js",
                        "@shared/b.js",
                        "shared/c.ts",
                        "@shared/d.js",
                        "@shared/t.ts",
                        "@shared/x.js",
                        "@shared/e.js",
                        "@shared/f.js",
                        "./rel.js",
                        "@shared/u.ts");
    }

    @Test
    void whatOnlyLooksLikeAnImportIsNone() {
        assertThat(imports("""
                // import a from '@shared/comment.js'
                /* import b from '@shared/block.js' */
                const s = "import c from '@shared/string.js'"
                const t = `import d from '@shared/template.js' ${ `nested ${"x"} import '@shared/n.js'` } import '@shared/m.js'`
                const r = /import e from '@shared\\/regex.js'/.test(x) / 2
                const lazy = import('@shared/lazy.js')
                import.meta.url
                obj.import
                const o = { import: 'x', export: '@shared/y.js' }
                export const v = "@shared/z.js"
                export default '@shared/w.js'
                """)).isEmpty();
    }

    @Test
    void importsAfterTemplatesAndRegularExpressionsAreStillFound() {
        assertThat(imports(
                        "const a = `${ {b: `}`} }`; const q = a.replace(/[`'\"/]/g, '')\nimport z from '@shared/z.js'"))
                .containsExactly("@shared/z.js");
        assertThat(imports("if (a / b > c / d) {}\nimport z from '@shared/z.js'"))
                .containsExactly("@shared/z.js");
    }

    @Test
    void theDefaultExportTellsAModule() {
        assertThat(ImportScanner.scan("export default (w) => {}").defaultExport())
                .isTrue();
        assertThat(ImportScanner.scan("const x = 1; export { x as default }").defaultExport())
                .isTrue();
        assertThat(ImportScanner.scan("export { x as default, y }").defaultExport())
                .isTrue();
        assertThat(ImportScanner.scan("export { default as x } from './y.js'").defaultExport())
                .isFalse();
        assertThat(ImportScanner.scan("app.on('update', () => {}) // export default")
                        .defaultExport())
                .isFalse();
    }

    @Test
    void conflictMarkersCountAtTheStartOfALineOnly() {
        assertThat(ImportScanner.scan("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n")
                        .conflictMarkers())
                .isTrue();
        assertThat(ImportScanner.scan("const s = ' <<<<<<< HEAD'").conflictMarkers())
                .isFalse();
    }

    @Test
    void unfinishedSourcesEndTheScan() {
        for (String source :
                new String[] {"import {", "`${", "/*", "'", "import x from", "export {", "/[", "\\", "}}}`"}) {
            assertThat(ImportScanner.scan(source).imports()).as(source).isEmpty();
        }
    }
}
