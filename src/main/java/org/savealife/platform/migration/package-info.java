/**
 * Brings data that an earlier release stored into the form of this one, while both releases may be running. Start at {@link
 * Migration}; {@link Schema} tells repositories how far the migrations are.
 *
 * <p>It knows no feature's data: each feature brings its own migrations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.migration;
