package dev.evenkeel.client;

/** The run is there and said no, for instance to an approval that no plan waits for. */
public final class VerbRefusedException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    VerbRefusedException(String verb, String why, Throwable cause) {
        super("the run refused '" + verb + "': " + why, cause);
    }
}
