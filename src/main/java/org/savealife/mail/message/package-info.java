/**
 * Messages: addresses, headers, templates and their encoding. Start at {@link Template}.
 *
 * <p>It knows neither a relay nor how to reach one.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.message;
