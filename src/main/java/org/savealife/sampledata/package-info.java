/**
 * Made-up donors and donations for a first look, which can be removed again. Start at {@link SampleDataLoader}.
 *
 * <p>Nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.sampledata;
