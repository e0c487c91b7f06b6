package dev.lobbysync.daemon.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go while a daemon runs: JSON lines to {@code .lobby/logs/daemon.log} (10 MB, five old ones kept), each
 * with the world id as {@code worldId}, and in the foreground a line for people to the console.
 */
public final class Logs implements AutoCloseable {
    static final int OLD_FILES = 5;
    static final String FILE = "daemon.log";
    static final String OLD_FILE = "daemon.%d.log";
    private static final String ROLL_AT = "10MB";

    private final LoggerContext context;
    private final List<Appender<ILoggingEvent>> appenders = new ArrayList<>();

    private Logs(LoggerContext context) {
        this.context = context;
    }

    /**
     * Begins to log.
     *
     * @param lobby the project's {@code .lobby}; the directory of the logs is made at once
     * @param worldId a field of every line of the file; empty until known
     * @param console null for no lines for people
     */
    public static Logs open(Path lobby, String worldId, @Nullable PrintStream console, boolean colour) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logs logs = new Logs(context);
        context.putProperty("worldId", worldId);
        logs.add(file(context, lobby.resolve("logs")));
        if (console != null) {
            HumanLines lines = new HumanLines(console, colour);
            lines.setContext(context);
            lines.start();
            logs.add(lines);
        }
        return logs;
    }

    /** The world turned out to be another one than {@link #open} was told. */
    public void world(String worldId) {
        context.putProperty("worldId", worldId);
    }

    private void add(Appender<ILoggingEvent> appender) {
        root().addAppender(appender);
        appenders.add(appender);
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, Path directory) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(directory.resolve(FILE).toString());
        try {
            endLastLine(directory.resolve(FILE));
        } catch (IOException e) {
            file.addWarn("the last line of the log may be cut off", e);
        }
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(
                directory.resolve(OLD_FILE.replace("%d", "%i")).toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(FileSize.valueOf(ROLL_AT));
        trigger.start();
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.start();
        file.setEncoder(encoder);
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(trigger);
        file.start();
        return file;
    }

    /** A crash may have cut it off, and the next one must not be glued to it. */
    private static void endLastLine(Path log) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            long size = file.length();
            file.seek(Math.max(0, size - 1));
            if (size > 0 && file.read() != '\n') {
                file.write('\n');
            }
        }
    }

    /** Writes out what is buffered and lets go of the files. */
    @Override
    public void close() {
        for (Appender<ILoggingEvent> appender : appenders) {
            root().detachAppender(appender);
            appender.stop();
        }
        appenders.clear();
    }
}
