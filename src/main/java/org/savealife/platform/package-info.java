/**
 * What every feature may use, in packages of one subject each. This package holds the process and its role
 * ({@link ProcessRole}, {@link ProcessInfo}), the clock ({@link ClockProducer}) and ids ({@link RandomId}).
 *
 * <p>The platform knows no feature.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform;
