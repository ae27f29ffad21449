/**
 * Reads the stream with the Kinesis Client Library and the adapter for DynamoDB Streams. Start at
 * {@link StreamConsumer}.
 *
 * <p>Nothing outside this package knows the library.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream.kcl;
