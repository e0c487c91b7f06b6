/**
 * The packets of the admin socket: the msgpackr dialect and both packet tables. May use {@code json}.
 */
@NullMarked
package dev.lobbysync.protocol.wire;

import org.jspecify.annotations.NullMarked;
