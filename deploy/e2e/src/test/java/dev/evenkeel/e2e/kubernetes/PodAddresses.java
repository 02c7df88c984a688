package dev.evenkeel.e2e.kubernetes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The addresses that this network namespace has for pods. No two pods that live at once have the same. */
final class PodAddresses {
    private static final Queue<String> FREE = new ArrayDeque<>();

    static {
        for (int host = 2; host <= 254; host++) {
            FREE.add("10.244.0." + host);
        }
    }

    private PodAddresses() {}

    /** So many, until they are given back. */
    static synchronized List<String> take(int count) {
        if (FREE.size() < count) {
            throw new IllegalStateException("wanted " + count + " addresses for pods, " + FREE.size() + " are free");
        }
        List<String> taken = new ArrayList<>();
        for (int one = 0; one < count; one++) {
            taken.add(FREE.remove());
        }
        return taken;
    }

    static synchronized void giveBack(List<String> addresses) {
        FREE.addAll(addresses);
    }

    /** An address of another network in its place: no route leads there. */
    static String apart(String address) {
        return "10.99.0." + address.substring(address.lastIndexOf('.') + 1);
    }

    /** The IPv6 address that goes with it; nobody listens there. */
    static String sixth(String address) {
        return "fd00:10:244::" + address.substring(address.lastIndexOf('.') + 1);
    }
}
