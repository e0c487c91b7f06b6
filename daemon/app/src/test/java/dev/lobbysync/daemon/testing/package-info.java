/**
 * In-memory twins of the ports for tests and simulations: same contracts, with faults on demand. And {@link
 * dev.lobbysync.daemon.testing.TcpRelay}, the line that tests with real sockets put their faults into.
 */
@NullMarked
package dev.lobbysync.daemon.testing;

import org.jspecify.annotations.NullMarked;
