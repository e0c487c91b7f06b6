package dev.lobbysync.daemon.model;

/**
 * The versions of one script that could not be merged by lines, as bytes; a missing version is empty.
 *
 * @param merged the line merge with diff3 markers, to be edited by a person
 */
@SuppressWarnings("ArrayRecordComponent") // written once to files, never compared
public record ScriptVersions(byte[] base, byte[] local, byte[] remote, byte[] merged) {}
