/**
 * Whether a script can be parsed: the judge that the merge of scripts asks about what it made of two sides (ENGINE S8).
 *
 * <p>The parser is Acorn, an ECMAScript parser in ECMAScript, run by Rhino. Both are loaded when a script has really been
 * merged from two sides, by the engine or by a person, which is rare, and not before: neither the start of the daemon nor a short command sees them.
 * Uses the merge engine's interface and nothing else of ours.
 */
@NullMarked
package dev.lobbysync.daemon.syntax;

import org.jspecify.annotations.NullMarked;
