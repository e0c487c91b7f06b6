package dev.lobbysync.protocol.json;

/** The order in which JavaScript lists the keys of an object whose keys were sorted: array indices by number, then text. */
final class KeyOrder {

    /** The largest array index of ECMAScript, 2³²−2. */
    private static final long MAX_INDEX = 4_294_967_294L;

    private static final int MAX_INDEX_DIGITS = 10;

    private KeyOrder() {}

    static int compare(String a, String b) {
        long indexA = index(a);
        long indexB = index(b);
        if (indexA < 0 && indexB < 0) {
            return a.compareTo(b);
        }
        if (indexA >= 0 && indexB >= 0) {
            return Long.compare(indexA, indexB);
        }
        return indexA >= 0 ? -1 : 1;
    }

    /** The array index that {@code key} spells canonically ({@code 7}, not {@code 07}), or −1. */
    static long index(String key) {
        int digits = key.length();
        if (digits == 0 || digits > MAX_INDEX_DIGITS || (key.charAt(0) == '0' && digits > 1)) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = key.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= MAX_INDEX ? value : -1;
    }
}
