/**
 * Imports donors from CSV files and exports them. Start at {@link DonorImports} for imports, at
 * {@link DonorExportServlet} for exports.
 *
 * <p>It does not know where else donors come from.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.csv;
