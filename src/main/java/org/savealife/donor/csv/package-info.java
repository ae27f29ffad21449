/**
 * Donors from and to CSV files. Start at {@link DonorImports} for the way in, at {@link DonorExportServlet} for the way out.
 *
 * <p>It does not know where else donors come from.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.csv;
