package org.savealife.donation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.savealife.donor.City;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The donations on the landing page: those to come, the next one first, of all cities or of {@code ?in=}. At most 100
 * are read; if there are more, people search by city. Cancelled donations are not shown.
 *
 * <p>If the database does not answer, the page says so, and shows no donations.
 */
@Named
@RequestScoped
public class ComingDonationsPage {

    private static final int MAX_DONATIONS = 100;
    private static final int SHOWN_AT_FIRST = 6;
    private static final int NEXT = 3;

    private final CalendarRepository calendar;

    private List<Donation> donations = List.of();
    private List<City> cities = List.of();
    private Optional<City> city = Optional.empty();
    private boolean away;

    @Inject
    public ComingDonationsPage(CalendarRepository calendar) {
        this.calendar = calendar;
    }

    @PostConstruct
    void load() {
        city = parameter("in").flatMap(ComingDonationsPage::city);
        try {
            var all = coming(Optional.empty());
            cities = cities(all);
            donations = city.isEmpty() ? all : coming(city);
        } catch (RuntimeException failure) {
            if (!DatabaseUnavailable.isCauseOf(failure)) {
                throw failure;
            }
            away = true;
        }
    }

    private List<Donation> coming(Optional<City> of) {
        return calendar.list(CalendarRepository.When.COMING, of, Cursor.NONE, MAX_DONATIONS).entries().stream()
                .filter(donation -> !donation.cancelled())
                .toList();
    }

    private List<City> cities(List<Donation> all) {
        var byKey = new TreeMap<String, City>();
        all.forEach(donation -> byKey.putIfAbsent(donation.city().key(), donation.city()));
        city.ifPresent(asked -> byKey.putIfAbsent(asked.key(), asked));
        return List.copyOf(byKey.values());
    }

    private Optional<String> parameter(String name) {
        return ViewParameters.find(name).filter(text -> !text.isBlank());
    }

    private static Optional<City> city(String text) {
        try {
            return Optional.of(City.of(text));
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }

    /** The first few donations of the list, or all of them with {@code ?all}. */
    public List<Donation> getDonations() {
        return isShort() ? donations.subList(0, SHOWN_AT_FIRST) : donations;
    }

    /** Whether there are more donations than are shown. */
    public boolean isShort() {
        return donations.size() > SHOWN_AT_FIRST && parameter("all").isEmpty();
    }

    public int getCount() {
        return donations.size();
    }

    /** The next few donations of all cities. */
    public List<Donation> getNext() {
        return city.isPresent() ? List.of() : donations.subList(0, Math.min(NEXT, donations.size()));
    }

    /** Cities with donations to come, by name. */
    public List<City> getCities() {
        return cities;
    }

    /** The requested city, or "". */
    public String getCity() {
        return city.map(City::name).orElse("");
    }

    public boolean isOf(City one) {
        return city.filter(one::equals).isPresent();
    }

    public boolean isAway() {
        return away;
    }

    /** The URL of the whole list. */
    public String getWhole() {
        return "?all=yes" + (city.isEmpty() ? "" : "&in=" + encoded(getCity())) + "#donations";
    }

    /** The link to sign up for the city of the donation: {@code "?city=Haarlem#signup"}. */
    public String signUpFor(Donation donation) {
        return "?city=" + encoded(donation.city().name()) + "#signup";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
