/**
 * DynamoDB: the clients, the two tables, items and transactions. Start at {@link Tables}, which also says in which order the
 * application comes up, and at {@link Item}, by which features read and write without AWS types.
 *
 * <p>It knows no item of a feature and no HTTP.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.dynamodb;
