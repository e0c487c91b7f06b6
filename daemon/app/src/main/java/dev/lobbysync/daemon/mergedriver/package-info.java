/**
 * {@code gamedev merge-driver}: merges the JSON files of a project by meaning inside {@code git merge}, {@code rebase},
 * {@code cherry-pick} and {@code stash pop}. One file per process: no daemon, no world, nothing in {@code .lobby/}. Starts at
 * {@link dev.lobbysync.daemon.mergedriver.MergeDriver}. May use {@code jsontext}, {@code config}, {@code model},
 * {@code protocol} and merge-engine; the sides are base, local (git's "ours") and remote (git's "theirs").
 */
@NullMarked
package dev.lobbysync.daemon.mergedriver;

import org.jspecify.annotations.NullMarked;
