package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After an eventful life the secrets of a daemon are where they were put, and nowhere else. */
class SecretsIT {
    private static final String WRONG = "wr0ng-c0de-\"<&>\"";

    @TempDir
    private Path directory;

    @Test
    void theAdminCodeIsInNoFileNoOutputAndNoCommandLine() throws Exception {
        List<String> shown = new ArrayList<>();
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            rig.environment("ADMIN_CODE", WRONG);
            assertThat(rig.start().awaitExit()).isEqualTo(3);
            rig.environment("ADMIN_CODE", Rig.CODE);
            rig.start().awaitReady();
            commandLines(rig, shown);
            String token = rig.project.json(".lobby/daemon.json").path("token").asText();

            rig.post("/pause", Map.of(), 0);
            rig.awaitPhase("paused");
            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
            rig.editor().prop("Sign", "text", "Bonjour");
            rig.project.write("apps/Broken/Broken.json", "{ \"name\": ");
            rig.post("/resume", Map.of(), 0);
            rig.eventually(() -> assertThat(rig.conflicts()).containsKey("Sign"));
            for (List<String> words : List.of(
                    List.of("sync", "status"),
                    List.of("sync", "status", "--json"),
                    List.of("sync", "conflicts", "--json"),
                    List.of("sync", "conflicts", rig.conflictOf("Sign")),
                    List.of("sync", "plan", "--json"),
                    List.of("sync", "log", "--json"))) {
                shown.add(rig.cli(words.toArray(new String[0])).printed());
            }
            rig.resolve(rig.conflictOf("Sign"), "local", 0);
            shown.add(rig.status().toString());
            rig.stopRuntime();
            rig.awaitPhase("offline");
            shown.add(rig.status().toString());
            rig.startRuntime();
            rig.project.delete("apps/Broken/Broken.json");
            rig.assertInStep();
            commandLines(rig, shown);
            assertThat(String.join("\n", shown)).doesNotContain(token);
            nowhere(rig, token, ".lobby/daemon.json");

            rig.daemon().kill();
            shown.add(rig.cli("sync", "status", "--json").printed());
            rig.start().awaitReady();
            rig.stop();
            shown.add(rig.cli("sync", "plan").printed());

            anUpstreamThatEchoes(rig, shown);

            String all = String.join("\n", shown);
            assertThat(all).isNotEmpty().doesNotContain(Rig.CODE).doesNotContain("wr0ng");
            nowhere(rig, Rig.CODE, "-");
            nowhere(rig, "wr0ng", "-");
        }
    }

    /** A server that gives back whatever it was told, as error pages do. */
    private void anUpstreamThatEchoes(Rig rig, List<String> shown) throws IOException {
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", exchange -> {
            StringBuilder page = new StringBuilder("{\"error\":\"x y\",\"message\":\"");
            exchange.getRequestHeaders()
                    .forEach((name, values) -> page.append(name).append(values));
            byte[] body = page.append("\"} and not JSON ")
                    .append(exchange.getRequestHeaders().get("X-Admin-Code"))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            int status = exchange.getRequestURI().getPath().contains("health") ? 200 : 418;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        echo.start();
        try {
            rig.environment("WORLD_URL", "http://127.0.0.1:" + echo.getAddress().getPort());
            for (String code : List.of(Rig.CODE, WRONG)) {
                rig.environment("ADMIN_CODE", code);
                shown.add(rig.cli("sync", "plan").printed());
                DaemonProcess daemon = rig.start();
                daemon.awaitPrinted("trying again");
                shown.add(rig.status().toString());
                shown.add(rig.cli("sync", "status").printed());
                daemon.stop();
                shown.add(daemon.printed());
            }
        } finally {
            echo.stop(0);
        }
    }

    private static void commandLines(Rig rig, List<String> shown) throws IOException {
        shown.add(Files.readString(Path.of("/proc/" + rig.daemon().pid() + "/cmdline")));
        ProcessHandle.of(rig.daemon().pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> shown.add(child.info().commandLine().orElse("")));
    }

    /** Looks into every file below the project and everything that any process has printed. */
    private void nowhere(Rig rig, String secret, String but) throws IOException {
        byte[] needle = secret.getBytes(StandardCharsets.UTF_8);
        List<Path> files = new ArrayList<>();
        for (Path top : List.of(rig.project.root(), directory)) {
            try (Stream<Path> all = Files.walk(top)) {
                all.filter(file -> Files.isRegularFile(file)
                                && (file.startsWith(rig.project.root())
                                        || file.getFileName().toString().startsWith("process-"))
                                && !file.equals(rig.project.path(but)))
                        .forEach(files::add);
            }
        }
        assertThat(files).anyMatch(file -> file.endsWith("daemon.log"));
        assertThat(files.stream().filter(file -> holds(file, needle)))
                .as("files that hold a secret")
                .isEmpty();
    }

    private static boolean holds(Path file, byte[] needle) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return text.contains(new String(needle, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatHoldsASecretIsForItsOwnerOnlyAlsoIfItWasOpenBefore() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            for (String name : List.of("daemon.json", "daemon.json.tmp", "locks.json", "locks.json.tmp-daemon")) {
                rig.project.write(".lobby/" + name, "{}");
                Files.setPosixFilePermissions(
                        rig.project.path(".lobby/" + name), PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            rig.project.write(
                    ".lobby/targets.json",
                    "{\"t\":{\"worldUrl\":\"" + rig.link.url() + "\",\"worldId\":\"" + Rig.WORLD + "\",\"adminCode\":\""
                            + Rig.CODE + "\"}}");
            Files.setPosixFilePermissions(
                    rig.project.path(".lobby/targets.json"), PosixFilePermissions.fromString("rw-r--r--"));
            DaemonProcess daemon = rig.start("--target=t").awaitReady();
            assertThat(daemon.printed())
                    .contains(".lobby/targets.json holds an admin code, and others on this machine may read it")
                    .contains("chmod 600");
            assertThat(mode(rig, "daemon.json")).isEqualTo("rw-------");
            // The first push of scripts holds a lock, whose token lay in the file meanwhile.
            rig.project.edit("apps/Bell/index.js", "wind('bell')", "wind('again')");
            rig.assertInStep();
            for (String name : List.of("locks.json", "locks.json.tmp-daemon", "daemon.json.tmp")) {
                assertThat(!Files.exists(rig.project.path(".lobby/" + name))
                                || mode(rig, name).equals("rw-------"))
                        .as(name)
                        .isTrue();
            }
        }
    }

    private static String mode(Rig rig, String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.project.path(".lobby/" + name)));
    }
}
