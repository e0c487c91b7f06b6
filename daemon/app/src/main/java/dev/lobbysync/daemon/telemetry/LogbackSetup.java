package dev.lobbysync.daemon.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logback's configuration, found through {@code META-INF/services}: levels only. Appenders come with {@link Logs#open};
 * without it nothing is printed. In code and not in XML, because reading XML costs every start 60 ms.
 */
public final class LogbackSetup extends ContextAwareBase implements Configurator {
    /** Called by Logback with reflection. */
    public LogbackSetup() {
        // Nothing to prepare; the context comes with setContext.
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getLogger("ROOT").setLevel(Level.INFO);
        for (String noisy : new String[] {"io.vertx", "io.netty", "org.eclipse.jgit", "org.flywaydb", "org.sqlite"}) {
            context.getLogger(noisy).setLevel(Level.WARN);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
