/**
 * DynamoDB: the clients, the two tables, items and transactions. Start at {@link Tables}, which also describes the
 * order in which the application starts, and at {@link Item}, with which features read and write without AWS types.
 *
 * <p>It knows no items of features, and no HTTP.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.dynamodb;
