package org.savealife.donation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The donations to come in a city, for a person who has just signed up there: {@code city} of the form, or of the URL.
 * Cancelled donations are not shown. If the database does not answer there are none, since the sign-up itself was
 * successful.
 */
@Named
@RequestScoped
public class SignedUpPage {

    private static final int SHOWN = 3;

    /** More than are shown, since some may be cancelled. */
    private static final int READ = 20;

    private final CalendarRepository calendar;

    private List<Donation> coming = List.of();

    @Inject
    public SignedUpPage(CalendarRepository calendar) {
        this.calendar = calendar;
    }

    @PostConstruct
    void load() {
        try {
            show(ViewParameters.find("city").orElse(""));
        } catch (RuntimeException failure) {
            if (!DatabaseUnavailable.isCauseOf(failure)) {
                throw failure;
            }
        }
    }

    void show(String city) {
        coming = comingIn(city);
    }

    /** The next donation first; no donations if the text cannot be a city. */
    List<Donation> comingIn(String city) {
        return city(city).stream()
                .map(known -> calendar.list(CalendarRepository.When.COMING, Optional.of(known), Cursor.NONE, READ))
                .flatMap(listing -> listing.entries().stream())
                .filter(donation -> !donation.cancelled())
                .toList();
    }

    private static Optional<City> city(String text) {
        try {
            return Optional.of(City.of(text));
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }

    public List<Donation> getDonations() {
        return coming.subList(0, Math.min(SHOWN, coming.size()));
    }

    /** Whether there are more donations than are shown. */
    public boolean isShort() {
        return coming.size() > SHOWN;
    }

    /** The city as the next donation spells it; "" if there is none. */
    public String getCity() {
        return coming.stream()
                .map(donation -> donation.city().name())
                .findFirst()
                .orElse("");
    }

    /** The path to the list of all of them, below the context path. */
    public String getWhole() {
        return "/?in=" + URLEncoder.encode(getCity(), StandardCharsets.UTF_8) + "#donations";
    }
}
