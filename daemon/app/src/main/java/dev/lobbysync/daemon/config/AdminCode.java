package dev.lobbysync.daemon.config;

/** The code that opens a runtime's admin interface (PROTOCOL 2.1). Never printed: only {@link #reveal} gives it away. */
public final class AdminCode {
    /** No code: the runtime is open, or will refuse. */
    public static final AdminCode EMPTY = new AdminCode("");

    private final String code;

    private AdminCode(String code) {
        this.code = code;
    }

    /**
     * A code as it was configured.
     *
     * @param source where it came from, for the message
     * @throws ConfigException if it holds characters that a header cannot carry (PROTOCOL 2.1: ASCII only)
     */
    public static AdminCode of(String code, String source) {
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) < ' ' || code.charAt(i) > '~') {
                throw new ConfigException("the admin code from " + source
                        + " holds a character that HTTP cannot carry; use printable ASCII only");
            }
        }
        return code.isEmpty() ? EMPTY : new AdminCode(code);
    }

    public boolean isEmpty() {
        return code.isEmpty();
    }

    /** The code itself, for the request header. */
    public String reveal() {
        return code;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdminCode that && code.equals(that.code);
    }

    @Override
    public int hashCode() {
        return code.hashCode();
    }

    @Override
    public String toString() {
        return code.isEmpty() ? "(none)" : "(hidden)";
    }
}
