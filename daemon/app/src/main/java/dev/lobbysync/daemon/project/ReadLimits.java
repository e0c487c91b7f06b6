package dev.lobbysync.daemon.project;

import org.jspecify.annotations.Nullable;

/**
 * How much of a project is looked at. What is larger is told and held; everything else goes on.
 *
 * @param script bytes of a script or shared module
 * @param json bytes of a blueprint file or {@code world.json}
 * @param asset bytes of an asset
 * @param files how many files that matter
 */
record ReadLimits(long script, long json, long asset, int files) {
    private static final long MIB = 1L << 20;

    /** The largest that make sense, or the part of the heap that one file may take; {@code gamedev.most.files} counts. */
    static final ReadLimits OF_THIS_PROCESS = of(Runtime.getRuntime().maxMemory());

    /** @param heap bytes; a document takes up to sixteen times its text, an asset is held twice while it is sent */
    static ReadLimits of(long heap) {
        return new ReadLimits(
                Math.min(16 * MIB, heap / 16),
                Math.min(64 * MIB, heap / 16),
                Math.min(200 * MIB, heap / 4),
                Integer.getInteger("gamedev.most.files", (int) Math.min(1_000_000, Math.max(20_000, heap / 2_048))));
    }

    long of(Layout.Role role) {
        return switch (role) {
            case ASSET -> asset;
            case BLUEPRINT, WORLD -> json;
            case SCRIPT, MODULE, NONE -> script;
        };
    }

    /** What is wrong with a file of that size and what to do about it, or null. */
    @Nullable
    String complaint(String path, long size) {
        long most = of(Layout.role(path));
        return size <= most
                ? null
                : path + " has " + size + " bytes, and more than " + most
                        + " are not read; make it smaller, or see whether more memory helps"
                        + " (GAMEDEV_JAVA_OPTS=-Xmx2g)";
    }

    /** Likewise of a directory that would make it too many files. */
    String tooMany(String path) {
        return path + " is not looked into: the project would have more than " + files
                + " files; move what does not belong there elsewhere, or raise GAMEDEV_JAVA_OPTS=-Dgamedev.most.files=N";
    }
}
