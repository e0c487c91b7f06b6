package dev.lobbysync.daemon.mergedriver;

import java.util.List;

/**
 * A merged file.
 *
 * @param bytes its content, with markers around what is in conflict, if its kind allows any
 * @param clean whether nothing is left to decide
 * @param notes what a person should know, in sentences
 */
@SuppressWarnings("ArrayRecordComponent") // Made in one place and written in another, never compared.
record Merged(byte[] bytes, boolean clean, List<String> notes) {}
