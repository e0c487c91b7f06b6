/**
 * The soak: real daemons and a real runtime for as long as one likes, people who edit both sides, and everything that can
 * go wrong with lines and processes; {@link dev.lobbysync.daemon.soak.Soak} says how to run it. Not a test of the build.
 * Needs Linux ({@code /proc}, {@code kill}, {@code git}, {@code jcmd}) and nothing that only tests have on their class path.
 */
@NullMarked
package dev.lobbysync.daemon.soak;

import org.jspecify.annotations.NullMarked;
