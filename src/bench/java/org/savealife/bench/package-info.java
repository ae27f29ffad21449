/** Figures for docs/benchmarks.md, measured and printed, never tested. Run with {@code mvn -Pbench verify}. */
@org.jspecify.annotations.NullMarked
package org.savealife.bench;
