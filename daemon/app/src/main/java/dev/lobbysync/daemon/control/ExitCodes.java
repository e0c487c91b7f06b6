package dev.lobbysync.daemon.control;

/** Exit codes of every command (DESIGN 7). */
public final class ExitCodes {
    /** In sync or done; edits in flight count as done. */
    public static final int OK = 0;
    /** A person is needed: open conflicts, held objects, halted, never synced. */
    public static final int PERSON = 1;
    /** Some items failed, or the runtime is away; the daemon goes on trying. */
    public static final int RETRYING = 2;
    /** Refused or fatal: wrong id, wrong code, second daemon. */
    public static final int REFUSED = 3;
    /** Wrong usage, also an unknown conflict id and configuration that cannot be used. */
    public static final int USAGE = 64;

    private ExitCodes() {}

    /** What {@code status} exits with. The need of a person outweighs what heals by itself. */
    public static int of(StatusReport status) {
        StatusReport.Work work = status.work();
        if (work.conflicts() > 0
                || !status.held().isEmpty()
                || status.guard() != null
                || status.phase().equals(StatusReport.HALTED)
                || work.lastSuccess() == null) {
            return PERSON;
        }
        return work.failing() > 0 || status.phase().equals(StatusReport.OFFLINE) ? RETRYING : OK;
    }
}
