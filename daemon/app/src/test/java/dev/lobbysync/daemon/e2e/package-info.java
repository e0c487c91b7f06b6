/**
 * The product as a person meets it: a daemon process, a reference runtime, real files, real HTTP and WebSocket. {@link
 * dev.lobbysync.daemon.e2e.Rig} is the bench that all of these tests work on.
 */
package dev.lobbysync.daemon.e2e;
