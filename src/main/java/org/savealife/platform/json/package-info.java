/**
 * JSON as this application reads and writes it. Start at {@link Json}.
 *
 * <p>It knows neither HTTP nor the types that are read and written.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.json;
