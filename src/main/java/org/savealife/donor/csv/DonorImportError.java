package org.savealife.donor.csv;

/**
 * A line that cannot be imported, and why.
 *
 * @param column the word of the column that is wrong, "" if the line as a whole is
 * @param value what the line has in that column, "" for nothing
 */
public record DonorImportError(long line, String column, String value, String message) {}
