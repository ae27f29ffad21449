/**
 * How people sign up, by form, by API or from another site, and how known donors come back. Start at
 * {@link PublicSignup}.
 *
 * <p>Strangers learn nothing here about earlier sign-ups.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.signup;
