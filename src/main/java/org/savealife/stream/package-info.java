/**
 * The stream of the main table: records, who listens to them, and what became of each. A feature that wants records implements
 * {@link StreamListener}. {@link RecordHandler} takes the records of one shard to their verdict.
 *
 * <p>It knows no feature: what a record means is the listener's to say. It knows nothing of the library that reads.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream;
