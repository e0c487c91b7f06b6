package dev.lobbysync.daemon.sync;

/** How the wait for everything to be synced ended. */
public enum Flushed {
    /** Both sides are settled, but for what is frozen, held or failing. */
    SETTLED,
    /** Nothing is synced until a person does something; the phase tells what. */
    STOPPED,
    /** The daemon ends. */
    ENDING
}
