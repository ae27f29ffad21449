package org.savealife.dashboard;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.savealife.invitation.DayCounts;

/**
 * Outcomes of invitations as stacked columns, one for each day.
 *
 * @param total of all days
 * @param waiting donors of runs in progress, on top of the last day's column
 * @param step from one line of the scale to the next
 * @param lines of the scale above zero, at least one
 */
public record DayChart(List<Column> columns, DayCounts total, long waiting, long step, int lines) {

    private static final int MAX_LINES = 5;
    private static final int WEEK = 7;

    /** Days for which there is room on a phone. */
    private static final int FEW_DAYS = 14;

    /**
     * @param labelled whether the day is written below the column
     * @param old whether the column is left out on a small screen
     */
    public record Column(LocalDate day, DayCounts counts, long waiting, boolean labelled, boolean old) {

        public long total() {
            return counts.total() + waiting;
        }
    }

    public DayChart {
        columns = List.copyOf(columns);
    }

    static DayChart of(SortedMap<LocalDate, DayCounts> days, long waiting) {
        var columns = new ArrayList<Column>();
        for (Map.Entry<LocalDate, DayCounts> day : days.entrySet()) {
            var left = days.size() - columns.size() - 1;
            columns.add(new Column(
                    day.getKey(), day.getValue(), left == 0 ? waiting : 0, left % WEEK == 0, left >= FEW_DAYS));
        }
        var total = days.values().stream().reduce(DayCounts.NONE, DayCounts::plus);
        var most = columns.stream().mapToLong(Column::total).max().orElse(0);
        var step = step(most);
        return new DayChart(columns, total, waiting, step, (int) Math.max(1, (most + step - 1) / step));
    }

    /** The smallest of 1, 2, 5, 10, 20 and so on with which few lines reach the top. */
    private static long step(long most) {
        return LongStream.iterate(1, power -> power * 10)
                .flatMap(power -> LongStream.of(power, 2 * power, 5 * power))
                .filter(step -> step * MAX_LINES >= most)
                .findFirst()
                .orElseThrow();
    }

    /** All invitations, including waiting donors. */
    public long all() {
        return total.total() + waiting;
    }

    /** Whether there are no invitations at all. */
    public boolean isEmpty() {
        return all() == 0;
    }

    /** The share of all, 0 to 100. */
    public double share(long count) {
        return isEmpty() ? 0 : 100.0 * count / all();
    }

    /** The numbers beside the scale, from zero upwards. */
    public List<Long> ticks() {
        return LongStream.rangeClosed(0, lines).map(line -> line * step).boxed().toList();
    }

    /** The height of that number, 0 to 100. */
    public double percent(long number) {
        return 100.0 * number / (step * lines);
    }

    /** The columns that are not empty. */
    public List<Column> busy() {
        return columns.stream().filter(column -> column.total() > 0).toList();
    }
}
