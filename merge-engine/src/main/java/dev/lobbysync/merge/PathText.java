package dev.lobbysync.merge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Paths as text, both ways; {@link MergePath} describes the form. */
final class PathText {
    private static final String ROOT = "$object";
    private static final Pattern PLAIN_KEY = Pattern.compile("[^.\\[\\]\"\\p{Cntrl}]+");
    private static final Pattern PLAIN_VALUE = Pattern.compile("[\\p{L}\\p{N}_$-]+");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /** Up to here every integer is a double of its own, and its digits are its shortest text. */
    private static final double INTEGERS = 1e15;

    /** Not a mapper: to make one takes longer than all that a short command does. */
    private static final JsonFactory JSON = new JsonFactory();

    private final String text;
    private int at;

    private PathText(String text) {
        this.text = text;
    }

    static String of(MergePath path) {
        if (path.steps().isEmpty()) {
            return ROOT;
        }
        StringBuilder out = new StringBuilder();
        for (MergePath.Step step : path.steps()) {
            boolean alone = path.steps().size() == 1;
            if (step instanceof MergePath.Element || !isPlainKey(step.toString(), alone)) {
                out.append(step instanceof MergePath.Element ? step : "[" + quoted(step.toString()) + "]");
            } else {
                out.append(out.isEmpty() ? "" : ".").append(step);
            }
        }
        return out.toString();
    }

    static String element(MergePath.Element element) {
        StringBuilder out = new StringBuilder("[");
        element.identity().forEach((field, value) -> out.append(out.length() == 1 ? "" : ",")
                .append(PLAIN_VALUE.matcher(field).matches() ? field : quoted(field))
                .append('=')
                .append(value(value)));
        return out.append(']').toString();
    }

    static MergePath parse(String text) {
        return text.equals(ROOT) ? MergePath.ROOT : new PathText(text).path();
    }

    private MergePath path() {
        List<MergePath.Step> steps = new ArrayList<>();
        while (at < text.length() || steps.isEmpty()) {
            if (at < text.length() && text.charAt(at) == '[') {
                at++;
                steps.add(bracket());
                continue;
            }
            if (!steps.isEmpty()) {
                expect('.', "a dot or a bracket must follow");
            }
            steps.add(new MergePath.Key(plain(".[]\"", "a key is missing")));
        }
        return new MergePath(steps);
    }

    /** What stands in brackets: nothing, a key, or an identity. */
    private MergePath.Step bracket() {
        if (next(']')) {
            return MergePath.Element.ANY;
        }
        Map<String, JsonNode> identity = new LinkedHashMap<>();
        do {
            boolean quoted = text.startsWith("\"", at);
            String name = quoted ? string() : plain("=,[]\"", "a field name or a quoted key is missing");
            if (quoted && identity.isEmpty() && next(']')) {
                return new MergePath.Key(name);
            }
            expect('=', "an element is named like [id=door], a key in brackets is quoted");
            JsonNode value = text.startsWith("\"", at)
                    ? TextNode.valueOf(string())
                    : scalar(plain(",[]\"", "a value is missing"));
            if (identity.put(name, value) != null) {
                throw wrong("the field '" + name + "' is named twice");
            }
        } while (next(','));
        expect(']', "a closing bracket is missing");
        return new MergePath.Element(identity);
    }

    /** Characters up to the first of those that would end it; at least one. */
    private String plain(String ends, String complaint) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw wrong(complaint);
        }
        return text.substring(from, at);
    }

    /** A JSON string. */
    private String string() {
        int from = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        try (JsonParser quoted = JSON.createParser(text.substring(from, Math.min(at, text.length())))) {
            quoted.nextToken();
            return quoted.getText();
        } catch (IOException e) {
            at = from;
            throw wrong("the quoted text does not end or has a wrong escape");
        }
    }

    private boolean next(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char wanted, String complaint) {
        if (!next(wanted)) {
            throw wrong(complaint);
        }
    }

    private IllegalArgumentException wrong(String complaint) {
        return new IllegalArgumentException(
                "'" + text + "' is no path: at character " + (Math.min(at, text.length()) + 1) + " " + complaint);
    }

    private static JsonNode scalar(String word) {
        return switch (word) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default ->
                NUMBER.matcher(word).matches() ? DoubleNode.valueOf(Double.parseDouble(word)) : TextNode.valueOf(word);
        };
    }

    private static String value(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            boolean plain = PLAIN_VALUE.matcher(text).matches() && scalar(text).isTextual();
            return plain ? text : quoted(text);
        }
        return value.isNumber() ? number(value.doubleValue()) : value.asText();
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "1e999" : "-1e999";
        }
        boolean integer = value == Math.rint(value) && Math.abs(value) < INTEGERS;
        return integer ? Long.toString((long) value) : Double.toString(value);
    }

    private static boolean isPlainKey(String key, boolean alone) {
        return PLAIN_KEY.matcher(key).matches() && !(alone && key.equals(ROOT));
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
