/**
 * Records that could not be handled, stored until staff replay or discard them. Start at
 * {@link ParkedRecordRepository}.
 *
 * <p>It does not know how the stream is read.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream.parked;
