package dev.evenkeel.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete words: {@code source <(evenkeel completion)}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh: source <(evenkeel completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    private EvenkeelCommand evenkeel;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        evenkeel.shell().out().print(AutoComplete.bash("evenkeel", spec.root().commandLine()));
        return ExitCode.DONE.number();
    }
}
