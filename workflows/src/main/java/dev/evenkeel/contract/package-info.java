/**
 * Everything that crosses Temporal's wire: workflow and activity interfaces, the records and enums that they carry, the
 * kinds of failure, and the converter that writes them.
 *
 * <p>Knows temporal-sdk's annotations and Jackson, and nothing else of ours. Names and shapes in here are public API:
 * they stand in histories, in scripts and in other people's programs. A field may be added; none is renamed or removed.
 */
package dev.evenkeel.contract;
