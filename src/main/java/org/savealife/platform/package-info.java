/**
 * What every feature may use: the REST boundary, DynamoDB, configuration, time. Start at {@link
 * org.savealife.platform.RestApplication} and {@link org.savealife.platform.Tables}. Knows no feature.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform;
