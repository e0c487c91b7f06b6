/**
 * The {@code gamedev} command: parse, call, print. No decisions. Declares {@link dev.lobbysync.daemon.cli.Actions}, which
 * the root implements. May use {@code control} as a client, {@code config}, {@code mergedriver}, {@code model}, {@code state} and {@code project}
 * for reading, {@code syntax}, and the text cleaning of {@code telemetry}. Short commands load neither Vert.x nor anything that needs it.
 */
@NullMarked
package dev.lobbysync.daemon.cli;

import org.jspecify.annotations.NullMarked;
