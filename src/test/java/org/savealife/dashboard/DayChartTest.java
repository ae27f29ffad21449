package org.savealife.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.invitation.DayCounts;

class DayChartTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "1, 1, 1",
        "5, 1, 5",
        "6, 2, 3",
        "99, 20, 5",
        "101, 50, 3",
        "2398, 500, 5",
        "1000000, 200000, 5"
    })
    void the_scale_has_few_round_lines_and_reaches_the_top(long most, long step, int lines) {
        var chart = chart(new DayCounts(most, 0, 0), 0);

        assertThat(chart.step()).isEqualTo(step);
        assertThat(chart.lines()).isEqualTo(lines);
        assertThat(chart.percent(most)).isLessThanOrEqualTo(100);
    }

    @Test
    void who_waits_stands_on_top_of_today() {
        var chart = chart(new DayCounts(10, 2, 1), 7);

        assertThat(chart.columns().get(29).total()).isEqualTo(20);
        assertThat(chart.all()).isEqualTo(20);
        assertThat(chart.busy()).hasSize(1);
        assertThat(chart.share(5)).isEqualTo(25);
    }

    @Test
    void every_seventh_day_back_from_today_is_named_and_a_phone_shows_two_weeks() {
        var chart = chart(DayCounts.NONE, 0);

        assertThat(chart.columns().stream().filter(DayChart.Column::labelled).map(DayChart.Column::day))
                .containsExactly(
                        TODAY.minusDays(28), TODAY.minusDays(21), TODAY.minusDays(14), TODAY.minusDays(7), TODAY);
        assertThat(chart.columns().stream().filter(column -> !column.old())).hasSize(14);
        assertThat(chart.isEmpty()).isTrue();
    }

    @Test
    void what_a_day_takes_back_is_taken_from_the_days_before() {
        var days = new TreeMap<LocalDate, DayCounts>();
        days.put(TODAY.minusDays(2), new DayCounts(0, 0, 2));
        days.put(TODAY.minusDays(1), new DayCounts(5, 1, 1));
        days.put(TODAY, new DayCounts(3, 0, -2));

        assertThat(DayCounts.settled(days).values())
                .containsExactly(new DayCounts(0, 0, 1), new DayCounts(5, 1, 0), new DayCounts(3, 0, 0));
    }

    private static DayChart chart(DayCounts today, long waiting) {
        var days = new TreeMap<LocalDate, DayCounts>();
        TODAY.minusDays(29).datesUntil(TODAY).forEach(day -> days.put(day, DayCounts.NONE));
        days.put(TODAY, today);
        return DayChart.of(days, waiting);
    }
}
