package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One write: the object before and after it; its version is the whole store's after it. */
record Change(long version, Key key, Optional<ObjectNode> before, Optional<ObjectNode> after) {}
