package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForcedTogetherTest {
    @Test
    void everyPathIsForcedBeforeItReturns() throws IOException {
        Set<Path> forced = ConcurrentHashMap.newKeySet();
        List<Path> paths = paths(100);
        ForcedTogether.force(paths, forced::add);
        assertThat(forced).containsExactlyInAnyOrderElementsOf(paths);
    }

    @Test
    void oneThatCannotBeForcedIsTold() {
        assertThatThrownBy(() -> ForcedTogether.force(paths(100), path -> {
                    if (path.endsWith("57")) {
                        throw new IOException("disk full at " + path);
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full at 57");
    }

    @Test
    void filesAndDirectoriesOfTheMachineAreForced(@TempDir Path directory) throws IOException {
        RealDisk disk = new RealDisk();
        Path folder = directory.resolve("folder");
        disk.createDirectory(folder);
        List<Path> paths = new ArrayList<>(List.of(directory, folder));
        for (int i = 0; i < 20; i++) {
            Path file = folder.resolve("file" + i);
            disk.create(file, new byte[] {1, 2, 3});
            paths.add(file);
        }
        disk.forceAll(paths);
        assertThat(disk.read(folder.resolve("file7"), 10)).containsExactly(1, 2, 3);
        paths.add(folder.resolve("missing"));
        assertThatThrownBy(() -> disk.forceAll(paths)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.create(folder.resolve("file7"), new byte[0]))
                .isInstanceOf(IOException.class);
    }

    private static List<Path> paths(int count) {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add(Path.of(Integer.toString(i)));
        }
        return paths;
    }
}
