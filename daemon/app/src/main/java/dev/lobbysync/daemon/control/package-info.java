/**
 * The loopback control API of a running daemon, and its client. The server side talks to {@link
 * dev.lobbysync.daemon.control.DaemonControl}, which the heart implements; the client side loads neither Vert.x nor a JSON
 * tree, so that short commands start fast. May use {@code model}, {@code telemetry}, {@code sync} and the merge engine.
 */
@NullMarked
package dev.lobbysync.daemon.control;

import org.jspecify.annotations.NullMarked;
