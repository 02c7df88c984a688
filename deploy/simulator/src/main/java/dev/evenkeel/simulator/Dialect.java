package dev.evenkeel.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a line of releases speaks HTTP: paths, bodies, errors, credentials. The engine behind it is the same for all. */
interface Dialect {
    static Dialect of(World world) {
        return world.release().speaksV4() ? new DialectV4(world) : new DialectV5(world);
    }

    /** What the API's paths begin with. */
    String root();

    /** The fields of a rebalance's start; a body that EMQX refuses is refused. */
    Map<String, Object> rebalance(String body);

    /** The fields of an evacuation's start, likewise. */
    Map<String, Object> evacuation(String body);

    Reply done();

    Reply refused(Refusal refusal);

    /** The answer to availability_check. */
    Reply availability(boolean available);

    /** A process that crashed under the request. */
    Reply crashed(String report);

    Reply unknownPath();

    /** What there is at this path, but not by this method. */
    Reply wrongMethod(String allowed);

    /** Why the call's credentials are refused, if they are. */
    Optional<Reply> unauthorized(Call call, Route.Access access, boolean allKeysRevoked);

    /** The endpoints about nodes, counters and health. */
    List<Route> clusterRoutes();
}
