package dev.evenkeel.e2e.house.crooked.workflow;

import java.nio.file.Path;

/** Another worker has other files. */
final class ReadsAFile {
    Path wrong;
}
