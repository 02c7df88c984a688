package dev.evenkeel.demo;

import java.io.IOException;

/** The worker that is shown; it can be killed and started again. */
interface DemoWorker extends AutoCloseable {
    /** What it is, for the screen. */
    String description();

    void start() throws IOException;

    /** Without warning, as far as that goes. */
    void kill();

    /** What kind of kill that was, in a sentence that claims no more than is true. */
    String kindOfKill();

    @Override
    void close();
}
