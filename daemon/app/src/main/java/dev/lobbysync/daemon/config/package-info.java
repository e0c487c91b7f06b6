/**
 * What a person configured, resolved: a selected target as one set above everything, else flags, environment, {@code
 * .env}, defaults; and the sync policy. May use {@code model}, {@code protocol} and merge-engine; reads its small files
 * directly.
 */
@NullMarked
package dev.lobbysync.daemon.config;

import org.jspecify.annotations.NullMarked;
