/** In-memory twins of the ports for tests and simulations: same contracts, with faults on demand. */
@NullMarked
package dev.lobbysync.daemon.testing;

import org.jspecify.annotations.NullMarked;
