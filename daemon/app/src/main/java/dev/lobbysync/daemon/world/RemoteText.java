package dev.lobbysync.daemon.world;

import org.jspecify.annotations.Nullable;

/** Makes words of the other side fit for messages: short, printable, and without the admin code should it echo it. */
final class RemoteText {
    private static final int LONGEST = 160;
    private final @Nullable String secret;

    RemoteText(@Nullable String secret) {
        this.secret = secret == null || secret.isEmpty() ? null : secret;
    }

    String quote(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String shown = secret == null ? text : text.replace(secret, "***");
        shown = shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
        return shown.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
