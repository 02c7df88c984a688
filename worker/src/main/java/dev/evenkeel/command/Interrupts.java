package dev.evenkeel.command;

import java.lang.reflect.Proxy;

/**
 * SIGINT and SIGTERM as something to act on, instead of the end. The JDK has no API of its own for that; the class that it
 * has, in its module {@code jdk.unsupported}, is reached by name, since the compiler warns of it.
 */
final class Interrupts {
    private Interrupts() {}

    /** Has this done at each of the two signals; where that cannot be had they end the process, as ever. */
    static void handle(Runnable action) {
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object handling = Proxy.newProxyInstance(
                        Interrupts.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            action.run();
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
                return;
            }
        }
    }
}
