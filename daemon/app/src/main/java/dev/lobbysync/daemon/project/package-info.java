/**
 * The local side: scanner, blueprint files, world file, script sets, assets, path index, watcher, durable writes, git
 * state (PROTOCOL 7, ENGINE S1 and S8–S12). Implements the ports {@code Project}, {@code Disk}, {@code Watcher} and
 * {@code GitState}; may use {@code model}, {@code port}, {@code jsontext} and
 * {@code protocol}.
 */
@NullMarked
package dev.lobbysync.daemon.project;

import org.jspecify.annotations.NullMarked;
