/**
 * Stores and finds donors, counts them, and keeps the register of cities. Start at {@link DonorRepository}.
 *
 * <p>It knows neither pages nor mails.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.store;
