/**
 * JSON files as text: changes are made in the text, and all other characters stay as they are (ENGINE S12, law 10). Pure:
 * no I/O, no clock. May use {@code protocol} and the paths of merge-engine.
 */
@NullMarked
package dev.lobbysync.daemon.jsontext;

import org.jspecify.annotations.NullMarked;
