/**
 * The object documents: their known fields, defaults and normal forms. May use {@code json}.
 */
@NullMarked
package dev.lobbysync.protocol.doc;

import org.jspecify.annotations.NullMarked;
