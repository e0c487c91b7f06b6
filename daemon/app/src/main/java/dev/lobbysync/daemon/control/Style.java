package dev.lobbysync.daemon.control;

/** Colours for terminals, or none. */
public enum Style {
    PLAIN,
    COLOUR;

    /** Whether to colour. */
    public static Style of(boolean colour) {
        return colour ? COLOUR : PLAIN;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String warn(String text) {
        return paint("33", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
