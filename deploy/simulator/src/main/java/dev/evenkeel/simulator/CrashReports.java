package dev.evenkeel.simulator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What EMQX prints when a process of the rebalance crashes under a request. Texts for people; nobody should parse them.
 */
final class CrashReports {
    private static final String CALL = "{gen_statem,call,[<0.544.0>,status,infinity]}";
    private static final String STACK = "[{gen,do_call,4,[{file,\"gen.erl\"},{line,247}]},"
            + "{emqx_node_rebalance_status,local_status,0,"
            + "[{file,\"apps/emqx_node_rebalance/src/emqx_node_rebalance_status.erl\"},{line,44}]}]";

    private CrashReports() {}

    static String nodeDown(Node coordinator) {
        return "exit, {{nodedown,'" + coordinator.name + "'}," + CALL + "}, " + STACK;
    }

    static String badNodes(List<Node> asked, Node coordinator) {
        return "exit, {{{bad_nodes,["
                + atoms(asked.stream().filter(node -> !node.answers()).toList())
                + "]},[{emqx_node_rebalance,wrap_multicall,2,[{line,434}]}]}," + CALL + "}, " + STACK;
    }

    /** The crash of a start at {@code coordinator} because {@code node} answered {@code reason}. */
    static String badResults(Node coordinator, Node node, String reason) {
        String frames = ",\n"
                + "                                         {emqx_node_rebalance,handle_event,4,\n"
                + "                                          [{file,\n"
                + "                                           "
                + " \"apps/emqx_node_rebalance/src/emqx_node_rebalance.erl\"},\n"
                + "                                           {line,110}]}";
        return "{'EXIT',\n                                      {{{bad_results,\n"
                + "                                         [{'" + node.name + "',\n"
                + "                                           {error," + reason + "}}]},\n"
                + "                                        [{emqx_node_rebalance,wrap_multicall,2,[{line,428}]}"
                + frames.repeat(20)
                + "]},\n                                       {gen_statem,call,\n"
                + "                                        [emqx_node_rebalance,{start,#{}},infinity]}}}";
    }

    static String startWithBadNodes(List<Node> bad) {
        return "{'EXIT',\n                                      {{{bad_nodes,[" + atoms(bad) + "]},\n"
                + "                                        [{emqx_node_rebalance,wrap_multicall,2,[{line,434}]}]}}}";
    }

    static String atoms(List<Node> nodes) {
        return nodes.stream().map(node -> "'" + node.name + "'").collect(Collectors.joining(","));
    }
}
