package dev.lobbysync.daemon.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads from a script what the project needs to know of it: the specifiers of its static {@code import … from}, {@code
 * import "…"} and {@code export … from}, also in TypeScript, and whether it has a default export (PROTOCOL 7.3).
 *
 * <p>It knows comments, strings, templates and regular expressions, so that an import in a comment or a text is none.
 * Dynamic {@code import(…)} and {@code import.meta} are not static imports.
 */
final class ImportScanner {
    /** After these words a slash begins a regular expression, not a division. */
    private static final Set<String> BEFORE_EXPRESSION = Set.of(
            "return",
            "typeof",
            "case",
            "in",
            "of",
            "delete",
            "void",
            "instanceof",
            "new",
            "do",
            "else",
            "yield",
            "await",
            "throw",
            "default");

    private enum Kind {
        WORD,
        STRING,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {
        boolean is(String wanted) {
            return kind != Kind.STRING && text.equals(wanted);
        }
    }

    private static final Token END = new Token(Kind.END, "");

    private final String source;
    private int at;
    private Token previous = END;

    /** Depth of braces at which each open template goes on. */
    private final List<Integer> templates = new ArrayList<>();

    private int braces;

    private ImportScanner(String source) {
        this.source = source;
    }

    static ScriptFacts scan(String source) {
        return new ImportScanner(source).scan();
    }

    private ScriptFacts scan() {
        List<Token> tokens = new ArrayList<>();
        for (Token token = next(); token.kind() != Kind.END; token = next()) {
            tokens.add(token);
        }
        List<String> imports = new ArrayList<>();
        boolean defaultExport = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() != Kind.WORD || (i > 0 && tokens.get(i - 1).is("."))) {
                continue;
            }
            if (token.text().equals("import")) {
                addSpecifier(tokens, i + 1, true, imports);
            } else if (token.text().equals("export")) {
                defaultExport |= exportsDefault(tokens, i + 1);
                addSpecifier(tokens, i + 1, false, imports);
            }
        }
        return new ScriptFacts(List.copyOf(imports), defaultExport, JsonFile.hasConflictMarkers(source));
    }

    /** Follows a clause such as {@code a, { b as c } from "x"} up to its string; anything else is no static import. */
    private static void addSpecifier(List<Token> tokens, int from, boolean bare, List<String> imports) {
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.STRING) {
                boolean afterFrom = i > from && tokens.get(i - 1).is("from");
                boolean named = i > from
                        && (tokens.get(i - 1).is("{")
                                || tokens.get(i - 1).is(",")
                                || tokens.get(i - 1).is("as"));
                if (afterFrom || (bare && i == from)) {
                    imports.add(token.text());
                    return;
                }
                if (!named) {
                    return;
                }
            } else if (token.kind() == Kind.SIGN && "{},*".indexOf(token.text().charAt(0)) < 0) {
                return;
            } else if (i == from && !bare && token.kind() == Kind.WORD && !token.is("type")) {
                return;
            }
        }
    }

    private static boolean exportsDefault(List<Token> tokens, int from) {
        if (from >= tokens.size()) {
            return false;
        }
        if (tokens.get(from).is("default")) {
            return true;
        }
        if (!tokens.get(from).is("{")) {
            return false;
        }
        for (int i = from + 1; i < tokens.size() && !tokens.get(i).is("}"); i++) {
            boolean last = i + 1 >= tokens.size()
                    || tokens.get(i + 1).is("}")
                    || tokens.get(i + 1).is(",");
            if (tokens.get(i).text().equals("default") && last) {
                return true;
            }
        }
        return false;
    }

    private Token next() {
        Token token = read();
        previous = token;
        return token;
    }

    private Token read() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Character.isWhitespace(c) || c == '\uFEFF') {
                at++;
            } else if (source.startsWith("//", at) || (at == 0 && source.startsWith("#!"))) {
                skipTo("\n");
            } else if (source.startsWith("/*", at)) {
                at += 2;
                skipTo("*/");
            } else if (c == '"' || c == '\'') {
                return string(c);
            } else if (c == '`') {
                at++;
                return template();
            } else if (c == '}' && !templates.isEmpty() && templates.get(templates.size() - 1) == braces) {
                templates.remove(templates.size() - 1);
                at++;
                return template();
            } else if (Character.isJavaIdentifierPart(c)) {
                int start = at;
                while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
                    at++;
                }
                return new Token(Kind.WORD, source.substring(start, at));
            } else if (c == '/' && beginsExpression()) {
                return regularExpression();
            } else {
                at++;
                braces += c == '{' ? 1 : c == '}' ? -1 : 0;
                return new Token(Kind.SIGN, String.valueOf(c));
            }
        }
        return END;
    }

    private boolean beginsExpression() {
        return switch (previous.kind()) {
            case END -> true;
            case STRING -> false;
            case WORD -> BEFORE_EXPRESSION.contains(previous.text());
            case SIGN -> ")]}".indexOf(previous.text().charAt(0)) < 0;
        };
    }

    private Token string(char quote) {
        int start = ++at;
        while (at < source.length() && source.charAt(at) != quote && source.charAt(at) != '\n') {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        int end = Math.min(at, source.length());
        at = end + 1;
        return new Token(Kind.STRING, source.substring(start, end));
    }

    /** Reads literal text of a template up to its end, which is a string, or up to an expression in it. */
    private Token template() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '`') {
                at++;
                return new Token(Kind.STRING, "");
            }
            if (source.startsWith("${", at)) {
                at += 2;
                templates.add(braces);
                return new Token(Kind.SIGN, "(");
            }
            at += c == '\\' ? 2 : 1;
        }
        return END;
    }

    private Token regularExpression() {
        boolean set = false;
        at++;
        while (at < source.length() && source.charAt(at) != '\n') {
            char c = source.charAt(at);
            if (c == '/' && !set) {
                break;
            }
            set = c == '[' || (set && c != ']');
            at += c == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, source.length());
        return new Token(Kind.STRING, "");
    }

    private void skipTo(String end) {
        int found = source.indexOf(end, at);
        at = found < 0 ? source.length() : found + end.length();
    }
}
