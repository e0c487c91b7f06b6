/**
 * Pure three-way merge of JSON documents, script text and script sets (ENGINE 1 and 2).
 *
 * <p>Start at {@link dev.lobbysync.merge.JsonMerge}, {@link dev.lobbysync.merge.TextMerge} and
 * {@link dev.lobbysync.merge.ScriptSetMerge}; {@link dev.lobbysync.merge.MergePolicy} says who owns what and how arrays are merged. No I/O, no clock,
 * no threads; uses nothing of ours, and of jgit only its diff. Which fields take part is the caller's affair (ENGINE S11).
 */
@NullMarked
package dev.lobbysync.merge;

import org.jspecify.annotations.NullMarked;
