/**
 * JSON as both ends of the wire agree on it: canonical form, hashes, numbers the ECMAScript way. Uses nothing of ours.
 */
@NullMarked
package dev.lobbysync.protocol.json;

import org.jspecify.annotations.NullMarked;
