package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What shall change in the runtime about one object, with the remote state that the plan saw as its precondition. */
public sealed interface RemoteEdit {
    ObjectKey key();

    /**
     * Add an object that the plan saw absent.
     *
     * @param wire the whole object to send, without metadata that the runtime sets
     */
    record Add(ObjectKey key, ObjectNode wire) implements RemoteEdit {}

    /**
     * Change fields of an object.
     *
     * @param fields only the changed wire fields; a changed script set carries all its script fields
     * @param seen the remote object as the plan saw it: its {@code version} and {@code lastOpId} are preconditions, its
     *     fields tell an unseen overwrite
     */
    record Modify(ObjectKey key, ObjectNode fields, ObjectNode seen) implements RemoteEdit {}

    /**
     * Remove an object.
     *
     * @param seen the remote object as the plan saw it
     */
    record Remove(ObjectKey key, ObjectNode seen) implements RemoteEdit {}
}
