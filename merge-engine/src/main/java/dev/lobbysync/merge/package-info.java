/**
 * Pure three-way merge of JSON documents, script text and script sets. No I/O, no clock, no threads; uses nothing of ours.
 */
@NullMarked
package dev.lobbysync.merge;

import org.jspecify.annotations.NullMarked;
