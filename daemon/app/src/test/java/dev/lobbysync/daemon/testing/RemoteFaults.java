package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.RemoteException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens around the calls of a {@link MemoryRemote}: somebody acts just before or after one, a request or a reply is
 * lost, or the daemon crashes at one. Calls go by the names of the wire: {@code entity_modify}, {@code changes} …
 */
public final class RemoteFaults {
    private final Map<String, Deque<Runnable>> before = new HashMap<>();
    private final Map<String, Deque<Runnable>> after = new HashMap<>();
    private final Deque<String> lostRequests = new ArrayDeque<>();
    private final Deque<String> lostReplies = new ArrayDeque<>();
    private final Deque<String> twice = new ArrayDeque<>();
    private final Map<String, Integer> delayed = new HashMap<>();
    private final List<Late> late = new ArrayList<>();
    private final Runnable disconnect;
    private Runnable onCrash = () -> {};
    private boolean dead;
    private long mutations;
    private long calls;
    private long crashAt = -1;
    private boolean crashAfter;

    /** A call to the runtime. */
    interface Call<T> {
        T run() throws RemoteException;
    }

    RemoteFaults(Runnable disconnect) {
        this.disconnect = disconnect;
    }

    /** Once, just before the next such call. */
    public void before(String call, Runnable action) {
        before.computeIfAbsent(call, c -> new ArrayDeque<>()).add(action);
    }

    /** Once, just after the next such call. */
    public void after(String call, Runnable action) {
        after.computeIfAbsent(call, c -> new ArrayDeque<>()).add(action);
    }

    /** The next such call never arrives, and the connection is gone. */
    public void loseRequest(String call) {
        lostRequests.add(call);
    }

    /** The next such call is carried out, but its answer never arrives, and the connection is gone. */
    public void loseReply(String call) {
        lostReplies.add(call);
    }

    /** The next such call arrives twice, as when something on the way repeats it. */
    public void twice(String call) {
        twice.add(call);
    }

    /** The next such call is taken for lost, but arrives so many calls later, if the daemon is connected then. */
    public void delay(String call, int calls) {
        delayed.put(call, calls);
    }

    /** A request that is still under way. */
    private record Late(Call<?> call, long due) {}

    /** The daemon dies at the k-th state-changing call from now, counted from 1. */
    public void crashAt(long k, boolean afterwards, Runnable alsoThen) {
        crashAt = mutations + k;
        crashAfter = afterwards;
        onCrash = alsoThen;
    }

    /** State-changing calls so far. */
    public long mutations() {
        return mutations;
    }

    /** Nothing more happens by itself. */
    public void calm() {
        before.clear();
        after.clear();
        lostRequests.clear();
        lostReplies.clear();
        twice.clear();
        delayed.clear();
        late.clear();
        crashAt = -1;
    }

    /** Whether nothing is going to happen by itself. */
    public boolean isCalm() {
        boolean actions = before.values().stream().anyMatch(queue -> !queue.isEmpty())
                || after.values().stream().anyMatch(queue -> !queue.isEmpty());
        return !actions
                && lostRequests.isEmpty()
                && lostReplies.isEmpty()
                && twice.isEmpty()
                && delayed.isEmpty()
                && late.isEmpty()
                && crashAt < 0;
    }

    /** Whether the daemon has died at a call; what was cleaned up afterwards may have hidden that. */
    public boolean isDead() {
        return dead;
    }

    void reset() {
        dead = false;
        crashAt = -1;
    }

    <T> T around(String name, boolean mutating, Call<T> call) throws RemoteException {
        if (dead) {
            throw new SimulatedCrash("(already crashed) at " + name);
        }
        calls++;
        arrive();
        act(before, name);
        mutations += mutating ? 1 : 0;
        boolean fatal = mutating && mutations == crashAt;
        if (fatal && !crashAfter) {
            crash("before " + name);
        }
        if (lostRequests.remove(name)) {
            throw lost(name);
        }
        Integer until = delayed.remove(name);
        if (until != null) {
            late.add(new Late(call, calls + until));
            throw lost(name);
        }
        T answer = call.run();
        if (twice.remove(name)) {
            call.run();
        }
        if (fatal) {
            crash("after " + name);
        }
        act(after, name);
        if (lostReplies.remove(name)) {
            throw lost(name);
        }
        return answer;
    }

    private void arrive() {
        for (Late request : List.copyOf(late)) {
            if (request.due() <= calls) {
                late.remove(request);
                try {
                    request.call().run();
                } catch (RemoteException e) {
                    // It is refused, or the runtime is away: whoever sent it no longer waits for an answer.
                    continue;
                }
            }
        }
    }

    private RemoteException lost(String name) {
        disconnect.run();
        return new RemoteException(RemoteException.Kind.AWAY, "", "the connection was lost during " + name);
    }

    private void crash(String where) {
        dead = true;
        onCrash.run();
        throw new SimulatedCrash(where);
    }

    private static void act(Map<String, Deque<Runnable>> actions, String name) {
        Runnable action = actions.getOrDefault(name, new ArrayDeque<>()).poll();
        if (action != null) {
            action.run();
        }
    }
}
