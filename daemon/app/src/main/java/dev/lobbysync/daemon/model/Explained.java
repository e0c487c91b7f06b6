package dev.lobbysync.daemon.model;

/**
 * Why a merge made of one field what it did (ENGINE S7).
 *
 * @param path the field as conflict artifacts spell it (PROTOCOL 7.10)
 * @param won {@code local}, {@code remote} or {@code both}
 * @param rule a stable word, such as {@code only-local-changed}
 * @param sentence the same for people
 */
public record Explained(String path, String won, String rule, String sentence) {}
