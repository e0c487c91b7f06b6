package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;

/**
 * Text of a double as ECMAScript's {@code Number::toString} writes it: the shortest digits that read back as the same
 * double, plain up to 21 integer digits, {@code 1e+21} and {@code 1e-7} beyond (PROTOCOL 7.7).
 *
 * <p>{@link Double#toString(double)} of Java 17 is not the shortest form, so its digits are never used here.
 */
public final class EcmaNumber {

    private static final double MAX_SAFE_INTEGER = 9_007_199_254_740_991d;

    /** Below this, doubles are so coarse that a two-digit shortest form may have a one-digit rival. */
    private static final double COARSE = 1e-321;

    private EcmaNumber() {}

    /** The text of {@code value}; {@code NaN}, {@code Infinity} and {@code -Infinity} by name, {@code 0} for −0. */
    public static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER) {
            return Long.toString((long) value);
        }
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        Decimal decimal = Decimal.of(Math.abs(value));
        return value < 0 ? "-" + decimal.text() : decimal.text();
    }

    /** The value {@code 0.DIGITS × 10^point}; digits without leading or trailing zeros. */
    private record Decimal(String digits, int point) {

        static Decimal of(double positive) {
            Decimal shortest = read(NumberOutput.toString(positive, true));
            return positive < COARSE && shortest.digits.length() == 2
                    ? shortest.oneDigitIfPossible(positive)
                    : shortest;
        }

        /** Reads {@code 12.5}, {@code 1.25E10} or {@code 0.00125}. */
        private static Decimal read(String java) {
            int exponentAt = java.indexOf('E');
            int exponent = exponentAt < 0 ? 0 : Integer.parseInt(java, exponentAt + 1, java.length(), 10);
            String mantissa = exponentAt < 0 ? java : java.substring(0, exponentAt);
            int dot = mantissa.indexOf('.');
            String all = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
            int from = 0;
            while (all.charAt(from) == '0') {
                from++;
            }
            int to = all.length();
            while (all.charAt(to - 1) == '0') {
                to--;
            }
            return new Decimal(all.substring(from, to), dot - from + exponent);
        }

        /** Java's rules ask for two digits where ECMAScript takes one: 4.9E-324 against 5e-324. */
        private Decimal oneDigitIfPossible(double value) {
            int first = digits.charAt(0) - '0';
            Decimal best = this;
            BigDecimal exact = new BigDecimal(value);
            for (int digit = first; digit <= first + 1; digit++) {
                Decimal candidate =
                        digit == 10 ? new Decimal("1", point + 1) : new Decimal(Integer.toString(digit), point);
                boolean same = Double.parseDouble(candidate.text()) == value;
                if (same && (best.equals(this) || candidate.distance(exact).compareTo(best.distance(exact)) < 0)) {
                    best = candidate;
                }
            }
            return best;
        }

        private BigDecimal distance(BigDecimal exact) {
            return new BigDecimal(text()).subtract(exact).abs();
        }

        String text() {
            int count = digits.length();
            if (count <= point && point <= 21) {
                return digits + "0".repeat(point - count);
            }
            if (0 < point && point <= 21) {
                return digits.substring(0, point) + "." + digits.substring(point);
            }
            if (-6 < point && point <= 0) {
                return "0." + "0".repeat(-point) + digits;
            }
            int exponent = point - 1;
            String fraction = count == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
        }
    }
}
