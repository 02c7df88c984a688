package dev.evenkeel.simulator;

import java.math.BigDecimal;

/** Prints a double as EMQX does: the shorter of {@code 95.0} and {@code 1.8e3}, plain if they are equally long. */
final class ErlangFloat {
    private ErlangFloat() {}

    static String text(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String plain = exact.scale() <= 0 ? exact.toBigInteger() + ".0" : exact.toPlainString();
        String digits = exact.unscaledValue().abs().toString();
        if (exact.signum() == 0) {
            return "0.0";
        }
        int exponent = digits.length() - 1 - exact.scale();
        String fraction = digits.length() == 1 ? "0" : digits.substring(1);
        String scientific = (exact.signum() < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "e" + exponent;
        return scientific.length() < plain.length() ? scientific : plain;
    }
}
