package dev.lobbysync.daemon.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Remote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** What no daemon can be faster than: bare loops, run in a JVM started like a daemon's. Says {@code ready} when done. */
public final class Floor {
    private Floor() {}

    /** @param arguments {@code nothing}, {@code idle}, {@code restart URL PROJECT} or {@code push URL PROJECT N} */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "nothing" -> System.out.println("ready");
            case "idle" -> idle();
            case "restart" -> restart(arguments[1], Path.of(arguments[2]));
            case "push" -> push(arguments[1], Path.of(arguments[2]), Integer.parseInt(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void idle() throws InterruptedException {
        vertx();
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    /** Vert.x up, both GETs read to bytes, one stat per file, the checkpoint read. */
    private static void restart(String url, Path project) throws IOException, InterruptedException {
        Vertx vertx = vertx();
        HttpClient http = vertx.createHttpClient();
        get(http, url + "/admin/changes");
        get(http, url + "/admin/snapshot");
        long bytes = 0;
        for (String top : List.of("apps", "world.json")) {
            try (Stream<Path> files = Files.walk(project.resolve(top))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    bytes += Files.getLastModifiedTime(file).toMillis();
                }
            }
        }
        bytes += Files.readAllBytes(project.resolve(".lobby/sync-state.json")).length;
        System.out.println("ready " + bytes);
        new CountDownLatch(1).await();
    }

    private static void get(HttpClient http, String uri) {
        http.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(uri)
                        .putHeader("X-Admin-Code", Programs.CODE))
                .compose(request -> request.send())
                .compose(Floor::body)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        return response.body();
    }

    /** The same uploads, lock and commands as a first push, by the daemon's own client. */
    private static void push(String url, Path project, int size) throws Exception {
        SimpleProject files = new SimpleProject(project, size);
        try (Bystander bystander = new Bystander(url)) {
            List<CompletableFuture<Void>> uploads = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                byte[] script = Files.readAllBytes(files.scriptFile(i));
                uploads.add(bystander
                        .client()
                        .upload(SimpleProject.scriptUrl(SimpleProject.scriptText(i, "as made")), script));
            }
            uploads.forEach(CompletableFuture::join);
            List<ObjectNode> blueprints = new ArrayList<>();
            List<ObjectNode> entities = new ArrayList<>();
            try (Remote.DeployLock lock = bystander.client().lock("global", "floor")) {
                for (int i = 0; i < size; i++) {
                    ObjectNode wire = SimpleProject.wireBlueprint(i);
                    ObjectNode add =
                            wire.objectNode().put("type", "blueprint_add").put("lockToken", lock.token());
                    add.set("blueprint", wire);
                    blueprints.add(add);
                    ObjectNode place = wire.objectNode().put("type", "entity_add");
                    place.set("entity", SimpleProject.wireEntity(i));
                    entities.add(place);
                }
                bystander.sendAll(blueprints);
            }
            bystander.sendAll(entities);
            System.out.println("ready");
        }
    }

    private static Vertx vertx() {
        return Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4).setInternalBlockingPoolSize(2));
    }
}
