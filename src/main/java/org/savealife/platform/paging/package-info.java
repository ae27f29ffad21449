/**
 * Lists that are read page by page with opaque cursors. Start at {@link Cursor}; {@link Pager} is the navigation of a
 * list on a page.
 *
 * <p>It knows neither tables nor the entries of lists.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.paging;
