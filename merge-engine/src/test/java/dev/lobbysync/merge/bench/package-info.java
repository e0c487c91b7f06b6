/** Benchmarks of the merge, each next to a floor; no tests. The module's README says how to run them. */
package dev.lobbysync.merge.bench;
