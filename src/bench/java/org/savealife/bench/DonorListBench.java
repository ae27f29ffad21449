package org.savealife.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.savealife.donor.MeasuredDonorList;

/** How long the page of donors waits for its data with 100,000 donors, half of them in one city. */
final class DonorListBench {

    private static final int WARM_UP = 50;
    private static final int PAGES = 200;

    private DonorListBench() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException {
        try (var database = DatabaseProcess.start();
                var list = new MeasuredDonorList(database.endpoint())) {
            list.measure(WARM_UP);
            return list.measure(PAGES).entrySet().stream()
                    .map(entry -> String.format(
                            Locale.ROOT,
                            "| a page of 100,000 donors by %s, p95 | %.0f ms |",
                            entry.getKey(),
                            p95(entry.getValue())))
                    .toList();
        }
    }

    private static double p95(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length * 95 / 100] / 1e6;
    }
}
