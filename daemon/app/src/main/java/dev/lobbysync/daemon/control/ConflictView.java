package dev.lobbysync.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictFiles;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conflict for a person who is to decide it: base, local and remote of each field, the places where scripts collide,
 * what was merged without a question and why, and the next commands to type.
 */
public final class ConflictView {
    private static final int MOST_EXPLAINED = 20;
    private static final int SHORT = 100;
    private static final int SHORTEST = 24;
    private static final String INDENT = "    ";

    private final ConflictArtifact conflict;
    private final Map<String, ScriptVersions> scripts;
    private final Page page;
    private final Style style;
    private final Map<String, FieldChoice> settled;
    private final StringBuilder text = new StringBuilder();

    /** @param scripts the versions of the scripts that it is about, by script path */
    public ConflictView(ConflictArtifact conflict, Map<String, ScriptVersions> scripts, Page page) {
        this.conflict = conflict;
        this.scripts = scripts;
        this.page = page;
        this.style = page.style();
        this.settled = conflict.open() ? conflict.settled() : Map.of();
    }

    /** The whole picture, safe for a terminal. */
    public String text() {
        text.setLength(0);
        header();
        for (JsonNode field : conflict.document().path("unresolvedFields")) {
            field(field);
        }
        decided();
        explained();
        if (conflict.open()) {
            next();
        }
        return text.toString();
    }

    private void header() {
        text.append("Conflict ")
                .append(style.strong(clean(conflict.id())))
                .append(" on ")
                .append(clean(conflict.key().toString()))
                .append(conflict.open() ? ", open" : ", " + ConflictsText.resolved(conflict.document()))
                .append(" (found ")
                .append(clean(conflict.createdAt()))
                .append(")\n");
    }

    private void field(JsonNode field) {
        String path = field.path("path").asText();
        String why = conflict.why(path);
        FieldChoice choice = settled.get(path);
        boolean whole = path.equals(FieldConflict.WHOLE);
        String name = whole ? ConflictsText.deletion(conflict) : clean(shown(path));
        text.append("\n  ").append(choice == null ? style.bad(name) : style.good(name));
        if (choice != null) {
            text.append(": settled with ").append(choice.use().word());
        } else if (!why.isEmpty() && !whole) {
            text.append(": ").append(clean(why));
        }
        text.append('\n');
        ScriptVersions versions = script(path);
        if (versions != null) {
            script(path, field, versions);
        } else {
            values(field, whole);
        }
        if (choice != null && choice.value() != null) {
            text.append(INDENT)
                    .append("yours   ")
                    .append(inline(choice.value()))
                    .append('\n');
        }
    }

    private static String inline(JsonNode value) {
        return String.join(" ", ValueLines.of(value, SHORT));
    }

    /** A module has one text, and its own name says more than the member that names it. */
    private String shown(String path) {
        if (!path.startsWith(FieldConflict.SCRIPTS)) {
            return path;
        }
        return conflict.key().kind() == ObjectKind.MODULE
                ? conflict.key().id()
                : path.substring(FieldConflict.SCRIPTS.length());
    }

    private @Nullable ScriptVersions script(String path) {
        return path.startsWith(FieldConflict.SCRIPTS)
                ? scripts.get(path.substring(FieldConflict.SCRIPTS.length()))
                : null;
    }

    private void values(JsonNode field, boolean whole) {
        List<JsonNode> all = List.of(field.path("base"), field.path("local"), field.path("remote"));
        List<JsonNode> sides = whole
                ? all.stream().map(side -> ValueLines.differing(side, all)).toList()
                : all;
        if (page.wide()) {
            Columns columns = new Columns(INDENT, page.width());
            columns.names(text, style);
            columns.blocks(text, ValueLines.of(sides, columns.each()), cell -> cell);
            return;
        }
        List<String> names = List.of("base    ", "local   ", "remote  ");
        int beside = INDENT.length() + names.get(0).length();
        int columns = page.width() == 0 ? SHORT : Math.max(SHORTEST, page.width() - beside);
        List<List<String>> blocks = ValueLines.of(sides, columns);
        for (int i = 0; i < names.size(); i++) {
            text.append(INDENT)
                    .append(names.get(i))
                    .append(String.join("\n" + " ".repeat(beside), blocks.get(i)))
                    .append('\n');
        }
    }

    private void script(String path, JsonNode field, ScriptVersions versions) {
        for (String side : List.of("base", "local", "remote")) {
            if (!field.has(side)) {
                text.append(INDENT).append(side).append(": (absent)\n");
            }
        }
        new ScriptView(versions, page).appendTo(text);
        if (conflict.open()) {
            String file = ".lobby/conflicts/" + conflict.id() + "/"
                    + ConflictFiles.fileName(path.substring(FieldConflict.SCRIPTS.length()));
            text.append(INDENT)
                    .append("merged  ")
                    .append(clean(file + ".merged"))
                    .append("  (beside it .base, .local and .remote)\n");
        }
    }

    private void decided() {
        JsonNode decided = conflict.document().path("autoResolvedFields");
        if (decided.isEmpty()) {
            return;
        }
        text.append("\n  decided by policy:\n");
        for (JsonNode field : decided) {
            text.append(INDENT)
                    .append(clean(field.path("path").asText()))
                    .append("  ")
                    .append(clean(field.path("resolution").asText()))
                    .append('\n');
        }
    }

    private void explained() {
        int n = 0;
        for (JsonNode field : conflict.document().path("daemon").path("explained")) {
            if (field.path("rule").asText().endsWith("-policy")) {
                continue;
            }
            if (n == 0) {
                text.append("\n  merged without a question:\n");
            }
            n++;
            if (n <= MOST_EXPLAINED) {
                text.append(INDENT)
                        .append(clean(shown(field.path("path").asText())))
                        .append("  ")
                        .append(clean(field.path("sentence").asText()))
                        .append('\n');
            }
        }
        if (n > MOST_EXPLAINED) {
            text.append(INDENT).append("… and ").append(n - MOST_EXPLAINED).append(" more\n");
        }
    }

    private void next() {
        String resolve = "gamedev sync resolve " + clean(conflict.id());
        boolean merged = conflict.document().path("merged").isObject();
        List<String> open = conflict.unsettled();
        if (open.isEmpty() && merged) {
            text.append("\nEvery field is settled. Next: ").append(resolve).append(" --use merged\n");
            return;
        }
        text.append("\nNext: ")
                .append(resolve)
                .append(" --use local|remote")
                .append(merged ? "|merged" : "")
                .append('\n');
        if (!merged) {
            return;
        }
        String field = word(shown(open.get(0)));
        if (conflict.fields().size() > 1 && !field.isEmpty()) {
            text.append("  or, one field and then the others: ")
                    .append(resolve)
                    .append(" --field ")
                    .append(field)
                    .append(" --use local|remote\n");
        }
        text.append("  or, by hand: ").append(resolve).append(" --edit, or with the merge tool of git: --tool\n");
    }

    /** A word that a shell takes as it is; empty if nobody could type it. */
    private static String word(String path) {
        if (!clean(path).equals(path)) {
            return "";
        }
        return path.matches("[A-Za-z0-9_./@:+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static String clean(String untrusted) {
        return TerminalText.clean(untrusted);
    }
}
