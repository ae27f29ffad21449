/**
 * Made-up donors and donations for a first look, which can be taken away again. Start at {@link SampleDataLoader}.
 *
 * <p>Nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.sampledata;
