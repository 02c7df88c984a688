package dev.evenkeel.command;

import java.lang.reflect.Proxy;

/**
 * Takes over signals, each time that they come: a shutdown hook would see the first Ctrl-C and never a second one. The
 * JDK's class for it is exported and supported by all JDKs that matter, and javac warns of it all the same; so it is
 * reached by its name.
 */
final class Signals {
    private Signals() {}

    /** @param action runs on a thread of the JVM's, a new one for each signal */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException("this JVM has no signals", unknown);
        }
    }
}
