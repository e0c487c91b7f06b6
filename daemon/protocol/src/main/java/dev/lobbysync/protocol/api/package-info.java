/**
 * What travels over the admin API: snapshot, feed page, operations, locks, error codes. May use {@code doc}, {@code wire}
 * (for the packet table) and {@code json}.
 */
@NullMarked
package dev.lobbysync.protocol.api;

import org.jspecify.annotations.NullMarked;
