/**
 * Converts data of an earlier release into the form of this one, while both releases may be running. Start at
 * {@link Migration}; {@link Schema} tells repositories how far the migrations are.
 *
 * <p>It knows no data of features: each feature has its own migrations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.migration;
