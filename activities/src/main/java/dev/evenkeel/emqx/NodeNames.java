package dev.evenkeel.emqx;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EMQX node names, {@code name@host}, where the host is an address or a DNS name that begins with the pod's. Pure. */
public final class NodeNames {
    private static final Pattern STATUS = Pattern.compile("\\bNode (\\S+@\\S+) is ");

    private NodeNames() {}

    /** The part behind the {@code @}; the whole name where there is none. */
    static String hostOf(String node) {
        return node.substring(node.indexOf('@') + 1);
    }

    /**
     * Whether a node runs in this pod or at this address: {@code emqx@10.0.0.3} at {@code 10.0.0.3}, and {@code
     * emqx@emqx-0.emqx-headless.mqtt.svc.cluster.local} in pod {@code emqx-0}. {@code emqx-1} is not {@code emqx-10}.
     */
    public static boolean runsAt(String node, String podOrAddress) {
        String host = hostOf(node);
        String wanted = withoutBrackets(podOrAddress);
        boolean address = wanted.indexOf(':') >= 0 || wanted.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return host.equalsIgnoreCase(wanted)
                || !address && host.regionMatches(true, 0, wanted + ".", 0, wanted.length() + 1);
    }

    /** The node name in the text of {@code GET /status}; empty where there is none. */
    public static Optional<String> inStatus(String text) {
        Matcher matcher = STATUS.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
