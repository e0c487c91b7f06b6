/**
 * {@code gamedev sync demo}: the main job done for real, on a generated world, with the runtime and the daemon as processes of their
 * own, each step checked on both sides. Called by the root only; may use everything.
 */
@NullMarked
package dev.lobbysync.daemon.demo;

import org.jspecify.annotations.NullMarked;
