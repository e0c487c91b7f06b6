package dev.lobbysync.daemon.mergedriver;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What git gives a merge driver: {@code %O %A %B %P}, and optionally {@code %L %S %X %Y} (gitattributes, "Defining a custom
 * merge driver").
 *
 * @param base file with the version of the common ancestor, empty if there is none
 * @param local file with our version, which the result replaces
 * @param remote file with their version
 * @param path of the file in the working tree, relative to its root, with {@code /}
 * @param markers how conflicts are marked
 */
record DriverCall(Path base, Path local, Path remote, String path, Markers markers) {
    static final String USAGE = "usage: gamedev merge-driver %O %A %B %P [%L [%S [%X [%Y]]]]";

    /**
     * Reads the arguments.
     *
     * @param directory where git runs the driver, the root of the working tree
     * @throws IllegalArgumentException if they are not what git gives
     */
    static DriverCall of(Path directory, List<String> arguments) {
        if (arguments.size() < 4 || arguments.size() > 8) {
            throw new IllegalArgumentException(USAGE);
        }
        try {
            return new DriverCall(
                    directory.resolve(arguments.get(0)),
                    directory.resolve(arguments.get(1)),
                    directory.resolve(arguments.get(2)),
                    arguments.get(3),
                    new Markers(
                            size(argument(arguments, 4, "")),
                            argument(arguments, 5, "base"),
                            argument(arguments, 6, "ours"),
                            argument(arguments, 7, "theirs")));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage() + "; " + USAGE, e);
        }
    }

    /** An older git leaves a placeholder that it does not know as it is. */
    private static String argument(List<String> arguments, int index, String otherwise) {
        String given = index < arguments.size() ? arguments.get(index).strip() : "";
        boolean unknown = given.length() == 2 && given.charAt(0) == '%';
        return given.isEmpty() || unknown ? otherwise : given.replaceAll("\\p{Cntrl}", " ");
    }

    private static int size(String given) {
        return given.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(given) : Markers.SIZE;
    }
}
