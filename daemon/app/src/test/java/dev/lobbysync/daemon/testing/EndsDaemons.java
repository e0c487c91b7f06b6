package dev.lobbysync.daemon.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends the daemons that a test leaves waiting on their {@link VirtualTime}. A process of surefire has an end soon enough;
 * one that runs thousands of tests, as those of the mutation profile do, would run out of memory. JUnit finds it only
 * where it is told to look for extensions.
 */
public final class EndsDaemons implements AfterEachCallback {
    /** That {@link VirtualTime} gives to their threads. */
    private static final String NAME = "sync context";

    @Override
    public void afterEach(ExtensionContext context) {
        Thread[] running = new Thread[Thread.activeCount() + 64];
        int count = Thread.enumerate(running);
        for (int i = 0; i < count; i++) {
            if (running[i].getName().equals(NAME)) {
                running[i].interrupt();
            }
        }
    }
}
