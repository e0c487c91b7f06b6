/**
 * Object ids, documents, evidence, decisions: the words of the heart as immutable values. May use {@code protocol} and merge-engine.
 */
@NullMarked
package dev.lobbysync.daemon.model;

import org.jspecify.annotations.NullMarked;
