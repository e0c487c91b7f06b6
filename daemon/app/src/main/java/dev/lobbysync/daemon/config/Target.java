package dev.lobbysync.daemon.config;

/**
 * A named world of {@code .lobby/targets.json} (PROTOCOL 7.11).
 *
 * @param adminCode empty if the target names none: never another world's
 * @param confirm whether a person wants to be asked before writing to it
 */
public record Target(String name, String worldUrl, String worldId, AdminCode adminCode, boolean confirm) {}
