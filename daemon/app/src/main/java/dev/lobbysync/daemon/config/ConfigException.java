package dev.lobbysync.daemon.config;

/** The configuration cannot be used. The message names the file and line or the variable, and the remedy; no secrets. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
