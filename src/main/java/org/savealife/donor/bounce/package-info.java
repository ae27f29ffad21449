/**
 * What happens to a donor whose mail came back or who complained: the address is set aside, unless so many come back at once
 * that the mistake must be ours. Start at {@link SuppressionHandler}.
 *
 * <p>It does not know what the mails said.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.bounce;
