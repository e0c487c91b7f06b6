/**
 * The small interfaces between the heart and the world around it, without a Vert.x or jgit type in them. May use {@code model} and {@code protocol}.
 */
@NullMarked
package dev.lobbysync.daemon.port;

import org.jspecify.annotations.NullMarked;
