package dev.lobbysync.daemon.syntax;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ScriptableObject;

/** Acorn in a world of its own: the scripts that it parses are texts to it and never run. */
final class Acorn {
    private static final String SOURCE = "META-INF/resources/webjars/acorn/8.15.0/dist/acorn.js";

    private static final String COMPLAINT = """
            (function (text) {
              var complaint = null
              for (var type of ['module', 'script']) {
                try {
                  acorn.parse(text, {
                    ecmaVersion: 'latest',
                    sourceType: type,
                    allowReturnOutsideFunction: true,
                    allowAwaitOutsideFunction: true,
                    allowHashBang: true
                  })
                  return null
                } catch (e) {
                  if (!(e instanceof SyntaxError)) throw e
                  complaint = complaint || e.message
                }
              }
              return complaint
            })
            """;

    private final ScriptableObject world;
    private final Function complaint;

    private Acorn(ScriptableObject world, Function complaint) {
        this.world = world;
        this.complaint = complaint;
    }

    static Acorn load() throws IOException {
        try (Context context = entered()) {
            ScriptableObject world = context.initSafeStandardObjects();
            context.evaluateString(world, source(), "acorn.js", 1, null);
            Function complaint = (Function) context.evaluateString(world, COMPLAINT, "complaint", 1, null);
            return new Acorn(world, complaint);
        }
    }

    /** The first thing that is wrong with a text, with its line and column; null if nothing is. */
    @Nullable
    String complaint(String text) {
        try (Context context = entered()) {
            Object said = complaint.call(context, world, world, new Object[] {text});
            return said == null ? null : said.toString();
        }
    }

    /** Compiling Acorn to classes would take longer than it ever saves. */
    private static Context entered() {
        Context context = Context.enter();
        context.setLanguageVersion(Context.VERSION_ES6);
        context.setInterpretedMode(true);
        return context;
    }

    private static String source() throws IOException {
        try (InputStream in = Acorn.class.getClassLoader().getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new FileNotFoundException(SOURCE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
