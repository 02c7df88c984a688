package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretSourceTest {
    @Test
    void readsTheFileAnewAtEachUse(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "old\n");
        SecretSource source = SecretSource.file("plant", file);
        assertThat(source.get()).isEqualTo("old");

        Files.writeString(file, "new\n");

        assertThat(source.get()).isEqualTo("new");
    }

    @Test
    void asksForAnotherAttemptWhereTheFileIsGone(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "old");
        SecretSource source = SecretSource.file("plant", file);
        Files.delete(file);

        EmqxException refused = catchThrowableOfType(EmqxException.class, source::get);

        assertThat(refused.kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
        assertThat(refused)
                .hasMessage("connection 'plant' has no secret: file " + file + " cannot be read: NoSuchFileException");
    }

    @Test
    void showsNothingOfIt(@TempDir Path folder) throws Exception {
        SecretSource source = SecretSource.file("plant", Files.writeString(folder.resolve("secret"), "hunter2"));

        assertThat(source.toString()).doesNotContain("hunter2");
    }
}
