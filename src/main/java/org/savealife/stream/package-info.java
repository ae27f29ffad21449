/**
 * Reads the stream of the main table and hands each record to whoever listens. Start at {@link
 * org.savealife.stream.StreamConsumer}; a feature that wants records implements {@link
 * org.savealife.stream.StreamListener}. Knows no feature: what a record means is the listener's to say.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream;
