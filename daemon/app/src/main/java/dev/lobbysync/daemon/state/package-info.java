/**
 * What survives a crash, all of it under {@code .lobby/}: bases and cursor (checkpoint and journal), base texts, file
 * intents, conflict artifacts, trash and the process lock. Writes through {@code port.Disk} only, except for the OS lock.
 * May use {@code model}, {@code port} and {@code protocol}; knows nothing of the runtime or of how files become objects.
 */
@NullMarked
package dev.lobbysync.daemon.state;

import org.jspecify.annotations.NullMarked;
