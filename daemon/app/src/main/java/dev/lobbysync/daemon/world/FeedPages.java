package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import java.util.function.Function;

/**
 * Makes a page of the changefeed safe to follow (PROTOCOL 4.1): a reader that goes on from {@code cursor} while {@code
 * hasMore} neither skips an op nor turns in circles, whatever the runtime claims about itself.
 */
final class FeedPages {
    private FeedPages() {}

    /**
     * @param cursor as asked
     * @param malformed makes the exception for a page that cannot be trusted
     * @throws RemoteException if cursors do not ascend from the asked one, or there are more ops than asked for
     */
    static ChangePage checked(ChangePage page, long cursor, int limit, Function<String, RemoteException> malformed)
            throws RemoteException {
        long last = cursor;
        for (FeedOp op : page.operations()) {
            if (op.cursor() <= last) {
                throw malformed.apply("operation " + op.cursor() + " follows cursor " + last);
            }
            last = op.cursor();
        }
        int count = page.operations().size();
        if (count > limit) {
            throw malformed.apply(count + " operations where at most " + limit + " were asked for");
        }
        // hasMore compares with a head read before the rows: a full page is the better sign.
        boolean more = count > 0 && (count == limit || page.hasMore());
        return new ChangePage(last, page.headCursor(), page.operations(), more);
    }
}
