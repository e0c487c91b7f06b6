package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can only be written over HTTP (PROTOCOL 1): blueprint removals, the spawn pose, deploy snapshots. Blocking. */
final class RuntimeWrites {
    private final RuntimeHttp http;
    private final Answers answers;
    private final RuntimeTiming timing;

    RuntimeWrites(RuntimeHttp http, Answers answers, RuntimeTiming timing) {
        this.http = http;
        this.answers = answers;
        this.timing = timing;
    }

    void removeBlueprint(String id) throws RemoteException {
        try {
            perform(HttpMethod.DELETE, RuntimeReads.blueprintUri(id), null);
        } catch (RemoteException e) {
            boolean gone = e.kind() == Kind.REJECTED && e.code().equals(ErrorCode.NOT_FOUND);
            if (!gone) {
                throw e;
            }
        }
    }

    void putSpawn(ObjectNode pose) throws RemoteException {
        ObjectNode body = Json.object();
        body.set("position", pose.path("position"));
        body.set("quaternion", pose.path("quaternion"));
        perform(HttpMethod.PUT, "/admin/spawn", body);
    }

    String deploySnapshot(List<String> blueprintIds, String scope, String lockToken, @Nullable String note)
            throws RemoteException {
        ObjectNode body = Json.object();
        blueprintIds.forEach(body.putArray("ids")::add);
        body.put("scope", scope).put("lockToken", lockToken);
        if (note != null) {
            body.put("note", note);
        }
        String id = perform(HttpMethod.POST, "/admin/deploy-snapshots", body)
                .path("id")
                .asText("");
        if (id.isEmpty()) {
            throw new RemoteException(
                    Kind.MALFORMED,
                    "",
                    "POST " + http.endpoint().display()
                            + "/admin/deploy-snapshots was answered without the snapshot's id;"
                            + " check that the runtime's version is supported");
        }
        return id;
    }

    private ObjectNode perform(HttpMethod method, String uri, @Nullable ObjectNode body) throws RemoteException {
        return answers.object(EventLoop.await(http.send(method, uri, body), timing.request(), method + " " + uri));
    }
}
