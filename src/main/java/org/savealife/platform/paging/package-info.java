/**
 * Lists that are read page by page with opaque cursors. Start at {@link Cursor}; {@link Pager} is how a page of the site
 * moves through such a list.
 *
 * <p>It knows neither tables nor entries of lists.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.paging;
