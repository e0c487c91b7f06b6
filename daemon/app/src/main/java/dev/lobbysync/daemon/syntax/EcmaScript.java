package dev.lobbysync.daemon.syntax;

import dev.lobbysync.merge.ScriptSetMerge;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.RhinoException;

/**
 * Judges scripts by the current ECMAScript, as modules or as the bodies of functions ({@code legacy-body}). TypeScript it
 * does not know: such a file is wrong from the start, so that its lines are all that a merge looks at.
 *
 * <p>Safe from any thread; one script at a time. The parser is kept until memory is short.
 */
public final class EcmaScript implements ScriptSetMerge.Syntax {
    /** In bytes. Longer scripts are bundles that nobody merges by hand, and take seconds. */
    private static final int LONGEST = 128 << 10;

    private SoftReference<@Nullable Acorn> acorn = new SoftReference<>(null);

    @Override
    public synchronized Optional<String> complaint(String path, byte[] script) {
        if (!isJavaScript(path)) {
            return Optional.of("it is not JavaScript");
        }
        if (script.length > LONGEST) {
            return Optional.of("it is longer than " + (LONGEST >> 10) + " KiB");
        }
        try {
            return Optional.ofNullable(acorn().complaint(new String(script, StandardCharsets.UTF_8)));
        } catch (RhinoException | StackOverflowError e) {
            // Ever so deep, or beyond what Rhino can run: nobody can say whether it is right.
            return Optional.of("the parser gave up (" + e + ")");
        } catch (IOException e) {
            throw new IllegalStateException("the build lacks the parser of scripts; build again", e);
        }
    }

    private static boolean isJavaScript(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return name.endsWith(".js") || name.endsWith(".mjs") || name.endsWith(".cjs");
    }

    private Acorn acorn() throws IOException {
        Acorn loaded = acorn.get();
        if (loaded == null) {
            loaded = Acorn.load();
            acorn = new SoftReference<>(loaded);
        }
        return loaded;
    }
}
