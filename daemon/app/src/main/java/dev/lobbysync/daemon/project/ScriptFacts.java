package dev.lobbysync.daemon.project;

import java.util.List;

/**
 * What is remembered of a script instead of its text.
 *
 * @param imports specifiers of its static imports, as written
 * @param defaultExport whether it is of format {@code module} (PROTOCOL 7.3)
 * @param conflictMarkers whether git left a conflict in it
 */
record ScriptFacts(List<String> imports, boolean defaultExport, boolean conflictMarkers) {}
