package dev.lobbysync.daemon.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes words of the other side fit for messages: short, printable, and without the secrets should it echo them. */
final class RemoteText {
    private static final int LONGEST = 160;
    private final List<String> secrets = new ArrayList<>();

    RemoteText(Credentials credentials) {
        for (String secret : new String[] {credentials.code(), credentials.token()}) {
            if (secret != null) {
                secrets.add(secret);
            }
        }
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
}
