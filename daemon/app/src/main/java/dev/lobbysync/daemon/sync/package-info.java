/**
 * The heart: three trees, a pure planner, an executor, the loop and its phases. May use {@code model}, {@code port},
 * {@code protocol} and merge-engine; knows neither Vert.x nor files nor git.
 *
 * <p>Everything here runs on one thread, the sync context, which owns the trees and blocks on the ports. Other threads
 * only mark things dirty and wake it.
 */
@NullMarked
package dev.lobbysync.daemon.sync;

import org.jspecify.annotations.NullMarked;
