package dev.evenkeel.cli;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Short names for EMQX nodes: {@code emqx-ee@emqx-ee-0.emqx-ee-headless...} is {@code emqx-ee-0}, where that is unique. */
final class NodeNames {
    private NodeNames() {}

    static Map<String, String> shortened(Collection<String> nodes, boolean wide) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (String node : nodes) {
            String name = shortened(node);
            names.put(node, name);
            taken.add(name);
        }
        boolean unique = taken.size() == nodes.size();
        if (wide || !unique) {
            nodes.forEach(node -> names.put(node, node));
        }
        return names;
    }

    private static String shortened(String node) {
        String host = node.substring(node.indexOf('@') + 1);
        boolean address = host.matches("[0-9.]+|.*:.*");
        return address || host.indexOf('.') < 1 ? host : host.substring(0, host.indexOf('.'));
    }
}
