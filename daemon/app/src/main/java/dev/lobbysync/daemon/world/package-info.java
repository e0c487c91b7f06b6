/**
 * The remote side: implements {@link dev.lobbysync.daemon.port.Remote} over HTTP and the admin WebSocket. May use {@code
 * model}, {@code port} and the protocol module; knows nothing of files or of what is decided.
 *
 * <p>Threads: all I/O and all mutable state live on one event loop context. Blocking calls wait for it from the caller's
 * thread and are refused on an event loop. Documents are parsed on the thread that asked for them.
 */
@NullMarked
package dev.lobbysync.daemon.world;

import org.jspecify.annotations.NullMarked;
