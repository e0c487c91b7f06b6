/**
 * The project's own benchmark: how long the promises of {@code daemon/PERFORMANCE.md} take, next to a floor measured in
 * the same run. Not a test: it is run by hand, reports, and never fails for being slow. The daemon, the runtime and the
 * floors at start each run in a process of their own.
 */
@NullMarked
package dev.lobbysync.daemon.bench;

import org.jspecify.annotations.NullMarked;
