package dev.evenkeel.command;

/** What a script may rely on; the same as those of the other commands of {@code evenkeel}. */
enum ExitCode {
    DONE(0, "done, or nothing to do"),
    FAILED(1, "failed"),
    USAGE(2, "the command or the settings are wrong; nothing was asked of anybody"),
    REFUSED(3, "refused: nothing was changed, or what was begun cannot be ended"),
    NOT_RESTORED(5, "the time is over, and something of a dead run is still there");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }
}
