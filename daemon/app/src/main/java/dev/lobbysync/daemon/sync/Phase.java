package dev.lobbysync.daemon.sync;

/** What the heart is doing, in words for people (DESIGN 6). One small record per phase. */
public sealed interface Phase {
    /** The word in status reports. */
    String word();

    /** What it waits for or halted on, with the remedy; empty if nothing needs saying. */
    default String why() {
        return "";
    }

    /** Before the first attempt to connect. */
    record Starting() implements Phase {
        @Override
        public String word() {
            return "starting";
        }
    }

    /** Comparing everything after a (re)connect. */
    record Handshake() implements Phase {
        @Override
        public String word() {
            return "handshake";
        }
    }

    /** In step, but for what {@code why} tells; waiting for something to happen. */
    record Watching(String why) implements Phase {
        Watching() {
            this("");
        }

        @Override
        public String word() {
            return "watching";
        }
    }

    /** Carrying edits over. */
    record Applying() implements Phase {
        @Override
        public String word() {
            return "applying";
        }
    }

    /** The runtime is away; local edits pile up as dirty, and it is tried again for ever. */
    record Offline(String why) implements Phase {
        @Override
        public String word() {
            return "offline";
        }
    }

    /** The repository is in the middle of something; nothing is pushed and nothing is written. */
    record WaitingForGit(String why) implements Phase {
        @Override
        public String word() {
            return "waiting-for-git";
        }
    }

    /** Stopped by the user until resumed. */
    record Paused() implements Phase {
        @Override
        public String word() {
            return "paused";
        }

        @Override
        public String why() {
            return "paused; go on with: gamedev sync resume";
        }
    }

    /** One side cannot be trusted; a person must decide. */
    record Halted(String why) implements Phase {
        @Override
        public String word() {
            return "halted";
        }
    }

    /** Ending in order. */
    record Stopping() implements Phase {
        @Override
        public String word() {
            return "stopping";
        }
    }
}
