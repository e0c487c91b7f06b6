package dev.lobbysync.daemon.world;

import dev.lobbysync.protocol.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes words of the other side fit for messages: short, printable, and without the secrets should it echo them, be it as
 * JSON, HTML or part of a URL.
 */
final class RemoteText {
    private static final int LONGEST = 160;
    private static final int LOOKED_AT = 4_096;

    /** Every form of every secret, the longest first: one may contain another. */
    private final List<String> secrets;

    RemoteText(Credentials credentials) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : new String[] {credentials.code(), credentials.token()}) {
            if (secret != null) {
                String json = Json.text(Json.array().add(secret));
                String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
                forms.add(secret);
                forms.add(json.substring(2, json.length() - 2));
                forms.add(url);
                forms.add(url.replace("+", "%20"));
                forms.add(html(secret));
                forms.add(html(secret).replace("&quot;", "&#34;").replace("&#39;", "&#x27;"));
            }
        }
        secrets = forms.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The beginning of a body. A secret that the cut goes through is no more shown than a whole one. */
    String quoteStart(byte[] body) {
        int length = Math.min(body.length, LOOKED_AT);
        String start = new String(body, 0, length, StandardCharsets.UTF_8);
        return quote(length == body.length ? start : withoutBegunSecret(start));
    }

    String quote(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, "***");
        }
        shown = shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
        return shown.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** Whether a failure, or what caused it, shows a secret. */
    boolean mentionsSecret(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (secrets.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    private String withoutBegunSecret(String start) {
        int end = start.length();
        for (String secret : secrets) {
            for (int length = Math.min(secret.length() - 1, start.length()); length > 0; length--) {
                if (start.endsWith(secret.substring(0, length))) {
                    end = Math.min(end, start.length() - length);
                    break;
                }
            }
        }
        return start.substring(0, end);
    }
}
