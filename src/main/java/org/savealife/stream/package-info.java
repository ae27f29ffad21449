/**
 * The stream of the main table: records, listeners, and verdicts. A feature that wants records implements
 * {@link StreamListener}. {@link RecordHandler} handles the records of one shard.
 *
 * <p>It knows no feature: listeners know what a record means. It knows nothing of the library that reads.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream;
