package dev.lobbysync.protocol.wire;

/** The byte values that make msgpackr's format differ from plain MessagePack (PROTOCOL 3.3). */
final class Dialect {

    /** Extension type of a record definition, {@code r}. */
    static final int RECORD = 0x72;

    /** Extension type that declares a shared reference, {@code i}. */
    static final int DECLARE = 0x69;

    /** Extension type that uses a shared reference, {@code p}. */
    static final int REFER = 0x70;

    /** Extension type of {@code undefined}. */
    static final int UNDEFINED = 0x00;

    /** Extension type of a date, −1. */
    static final int TIMESTAMP = 0xFF;

    static final int FIRST_RECORD = 0x40;
    static final int LAST_RECORD = 0x7F;

    private Dialect() {}

    /** What an extension type means, for messages. */
    static String describe(int extension) {
        String name =
                switch (extension) {
                    case 0x42 -> "big integer";
                    case 0x62 -> "bundled strings";
                    case 0x65 -> "Error";
                    case 0x73 -> "Set";
                    case 0x74 -> "typed array";
                    case 0x78 -> "RegExp";
                    case TIMESTAMP -> "date of unusual length";
                    default -> "unknown";
                };
        return "0x" + Integer.toHexString(extension) + " (" + name + ")";
    }
}
