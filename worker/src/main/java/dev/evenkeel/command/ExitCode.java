package dev.evenkeel.command;

/** What a script may rely on; the same as those of the other commands of {@code evenkeel}. */
enum ExitCode {
    DONE(0, "done, or nothing to do"),
    FAILED(1, "failed"),
    USAGE(2, "the command or the settings are wrong; nothing was asked of anybody"),
    REFUSED(3, "refused: nothing was changed, or what was begun cannot be ended"),
    ABORTED(4, "somebody ended the run; everything is restored"),
    NOT_RESTORED(5, "something of a run that is gone, or was left, is still there");

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
