package dev.lobbysync.daemon.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What every command needs.
 *
 * @param directory the working directory, absolute
 * @param actions loads what is behind the heavier commands only when one of them runs
 */
record CommandContext(Terminal terminal, Map<String, String> environment, Path directory, Supplier<Actions> actions) {}
