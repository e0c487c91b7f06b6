/**
 * Composition: wires the ports to their implementations; holds {@code main}. May use everything below.
 */
@NullMarked
package dev.lobbysync.daemon;

import org.jspecify.annotations.NullMarked;
