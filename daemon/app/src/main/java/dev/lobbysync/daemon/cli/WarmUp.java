package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.project.SealedLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the short commands once on a made-up project, so that the class-data archive that the launcher writes at the end of
 * this process holds what they load. Talks to nothing but itself.
 */
public final class WarmUp {
    private static final String STATE = """
            {"formatVersion":1,"worldId":"warm-up","cursor":1,"world":{},"updatedAt":"2026-01-01T00:00:00.000Z",
             "objects":{"blueprints":{"a":{"id":"a","value":{"n":1.5,"b":true}}},"entities":{}}}
            """;
    private static final String CONFLICT = """
            {"formatVersion":1,"id":"a","status":"open","createdAt":"2026-01-01T00:00:00.000Z","kind":"blueprint",
             "objectType":"blueprint","objectId":"a","merged":{},
             "unresolvedFields":[{"path":"name","base":"é","local":1.5,"remote":[1,null]}]}
            """;
    private static final String FILES = """
            {"formatVersion":3}
            ["apps/a/a.json",2,1,1,false,"#",false,null,false,false]
            ["w\\u00e9.json",2,1,1,false,"#",false,["a"],false,false]
            """.replace("#", "0".repeat(64));
    private static final int REQUESTS = 2;

    private WarmUp() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Terminal.system(System.getenv());
        Path project = Files.createTempDirectory("gamedev-warm-up");
        try {
            Path lobby = Files.createDirectories(project.resolve(".lobby"));
            Files.createDirectory(lobby.resolve("conflicts"));
            Files.writeString(lobby.resolve("sync-state.json"), STATE);
            Files.writeString(lobby.resolve("conflicts").resolve("a.json"), CONFLICT);
            Path app = Files.createDirectories(project.resolve("apps").resolve("a"));
            Files.writeString(app.resolve("a.json"), "{}");
            Files.writeString(app.resolve("index.js"), "1");
            Files.write(lobby.resolve("stat-cache"), SealedLines.seal(FILES.getBytes(StandardCharsets.UTF_8)));
            Files.writeString(project.resolve(".env"), "WORLD_URL=http://localhost:3000\nWORLD_ID=warm-up\n");
            for (List<String> words : List.of(
                    List.of("sync", "status"),
                    List.of("sync", "status", "--json"),
                    List.of("sync", "conflicts"),
                    List.of("sync", "conflicts", "a"),
                    List.of("sync", "log"),
                    List.of("sync", "stop"))) {
                run(project, words);
            }
            withDaemon(project);
            merge(project);
        } finally {
            try (Stream<Path> files = Files.walk(project)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void merge(Path project) throws IOException {
        String text = "{\n  \"entities\": [\n    { \"id\": \"a\", \"n\": 1, \"m\": [1, 2.5] }\n  ]\n}\n";
        Files.writeString(project.resolve("O"), text);
        for (String local : List.of(text.replace("2.5", "3"), text.replace("1,", "5,"))) {
            Files.writeString(project.resolve("A"), local);
            Files.writeString(project.resolve("B"), text.replace("1,", "4,"));
            run(project, List.of("merge-driver", "O", "A", "B", "world.json", "7"));
        }
    }

    private static void withDaemon(Path project) throws IOException, InterruptedException {
        try (ServerSocket daemon = new ServerSocket(0, REQUESTS, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answer(daemon), "warm-up");
            answers.setDaemon(true);
            answers.start();
            Files.writeString(
                    project.resolve(".lobby").resolve("daemon.json"),
                    "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":" + daemon.getLocalPort()
                            + ",\"token\":\"warm\"}");
            run(project, List.of("sync", "status"));
            run(project, List.of("sync", "pause"));
            answers.join();
        }
    }

    private static void answer(ServerSocket daemon) {
        byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nGamedev-Exit-Code: 0\r\n"
                        + "Content-Length: 3\r\nConnection: close\r\n\r\nok\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < REQUESTS; i++) {
            try (Socket socket = daemon.accept()) {
                InputStream in = socket.getInputStream();
                int blank = 0;
                for (int c = in.read(); c >= 0 && blank < 2; c = blank < 2 ? in.read() : c) {
                    blank = c == '\n' ? blank + 1 : c == '\r' ? blank : 0;
                }
                OutputStream out = socket.getOutputStream();
                out.write(answer);
                out.flush();
            } catch (IOException e) {
                throw new IllegalStateException("the warm-up cannot talk to itself on loopback", e);
            }
        }
    }

    private static void run(Path project, List<String> words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(nowhere, nowhere, InputStream.nullInputStream(), false, false);
        ShortMain.run(words.toArray(new String[0]), System.getenv(), project, terminal);
    }
}
