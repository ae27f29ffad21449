/**
 * How people spell cities: finds names that are almost those of a known city, and offers the API that suggests them.
 * Start at {@link CitySuggestions}.
 *
 * <p>It changes no donor.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.city;
