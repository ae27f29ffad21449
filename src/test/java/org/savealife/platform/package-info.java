/** What the REST boundary and the DynamoDB views promise. */
@org.jspecify.annotations.NullMarked
package org.savealife.platform;
