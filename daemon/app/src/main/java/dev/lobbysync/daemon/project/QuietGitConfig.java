package dev.lobbysync.daemon.project;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps jgit from writing when it reads: unless told how fine the file system's clock is, it finds out with probe files
 * in the git directory and keeps the result in the user's configuration. Coarse is right everywhere for a reader that
 * opens each file once.
 */
final class QuietGitConfig extends SystemReader.Delegate {
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    private static final long COARSE_SECONDS = 2;

    private QuietGitConfig(SystemReader system) {
        super(system);
    }

    /** Once per process. */
    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            SystemReader.setInstance(new QuietGitConfig(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Coarse(parent, super.openUserConfig(parent, fs).getFile(), fs);
    }

    /** The user's configuration, which knows the file system. */
    private static final class Coarse extends FileBasedConfig {
        Coarse(Config parent, File file, FS fs) {
            super(parent, file, fs);
        }

        @Override
        public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(COARSE_SECONDS, TimeUnit.SECONDS)
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
        }
    }
}
