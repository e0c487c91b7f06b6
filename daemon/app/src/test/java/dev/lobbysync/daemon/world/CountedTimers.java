package dev.lobbysync.daemon.world;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which timers that were set through it are still waiting. */
final class CountedTimers {
    private final Set<Long> waiting = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;

    CountedTimers(Vertx real) {
        vertx = (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    try {
                        switch (method.getName()) {
                            case "setTimer" -> {
                                @SuppressWarnings("unchecked")
                                Handler<Long> work = (Handler<Long>) arguments[1];
                                arguments[1] = (Handler<Long>) id -> {
                                    waiting.remove(id);
                                    work.handle(id);
                                };
                                return note((Long) method.invoke(real, arguments));
                            }
                            case "setPeriodic" -> {
                                return note((Long) method.invoke(real, arguments));
                            }
                            case "cancelTimer" -> {
                                waiting.remove((Long) arguments[0]);
                                return method.invoke(real, arguments);
                            }
                            default -> {
                                return method.invoke(real, arguments);
                            }
                        }
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Long note(Long id) {
        waiting.add(id);
        return id;
    }

    /** A Vert.x whose timers are counted. */
    Vertx vertx() {
        return vertx;
    }

    int waiting() {
        return waiting.size();
    }
}
