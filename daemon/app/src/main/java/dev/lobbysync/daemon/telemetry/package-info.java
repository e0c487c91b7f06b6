/**
 * What the daemon counts and says: metrics, structured logs, the recent decisions read back out of them, and the cleaning of text for terminals.
 * Implements the {@code Telemetry} port. May use {@code model} and {@code port}.
 */
@NullMarked
package dev.lobbysync.daemon.telemetry;

import org.jspecify.annotations.NullMarked;
