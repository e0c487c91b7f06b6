/**
 * What travels over the admin API: snapshot, feed page, operations, locks, error codes. May use {@code doc} and {@code json}.
 */
@NullMarked
package dev.lobbysync.protocol.api;

import org.jspecify.annotations.NullMarked;
