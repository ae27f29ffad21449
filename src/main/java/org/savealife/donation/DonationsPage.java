package org.savealife.donation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The list of donations, for all users. The URL has the filters {@code when} (coming, past, or both) and {@code city},
 * and the page ({@link Pager}). Invalid values are ignored, except for a city, which is reported.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonationsPage {

    /** Donations on a page. */
    public static final int PAGE = 25;

    private static final int CURSOR_KEYS = 2;

    private final CalendarRepository calendar;
    private final Clock clock;
    private final HttpServletRequest request;

    private CalendarRepository.When when = CalendarRepository.When.ALL;
    private String city = "";
    private String problem = "";
    private boolean first = true;
    private Listing<Donation> listing = new Listing<>(List.of(), Cursor.NONE);

    @Inject
    public DonationsPage(CalendarRepository calendar, Clock clock, HttpServletRequest request) {
        this.calendar = calendar;
        this.clock = clock;
        this.request = request;
    }

    @PostConstruct
    void load() {
        when = CalendarRepository.When.ofWord(parameter("when"));
        city = parameter("city").strip();
        var after = cursor(parameter("after"));
        first = after.isNone();
        try {
            var wanted = city.isEmpty() ? Optional.<City>empty() : Optional.of(City.of(city));
            listing = calendar.list(when, wanted, after, PAGE);
        } catch (IllegalArgumentException noCity) {
            problem = String.valueOf(noCity.getMessage());
        }
    }

    private String parameter(String name) {
        return ViewParameters.find(name).orElse("");
    }

    private static Cursor cursor(String text) {
        try {
            return Cursor.parse(text, CURSOR_KEYS);
        } catch (IllegalArgumentException ofAnotherList) {
            return Cursor.NONE;
        }
    }

    public List<Donation> getDonations() {
        return listing.entries();
    }

    /** {@code coming}, {@code past} or {@code all}. */
    public String getWhen() {
        return when.word();
    }

    public String getCity() {
        return city;
    }

    /** The problem of the requested city, or "". */
    public String getProblem() {
        return problem;
    }

    /** Whether the filters let every donation pass. */
    public boolean isWhole() {
        return when == CalendarRepository.When.ALL && city.isEmpty() && first;
    }

    public Pager getPages() {
        var filters = new LinkedHashMap<String, String>();
        filters.put("when", getWhen());
        filters.put("city", city);
        return Pager.of(ViewParameters::find, "donations.xhtml", filters, "", listing.next());
    }

    /** The URL of this list with another filter: {@code "?when=past&city=Haarlem"}. */
    public String address(String otherWhen) {
        return "?when=" + otherWhen + "&city=" + URLEncoder.encode(city, StandardCharsets.UTF_8);
    }

    /** The live topic that tells when the first page of this list changes: {@code "all/Haarlem"}. */
    public String getTopic() {
        return getWhen() + "/" + URLEncoder.encode(city, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The query of this list, to request it again. */
    public String getQuery() {
        return Optional.ofNullable(request.getQueryString())
                .map(query -> "?" + query)
                .orElse("");
    }

    public boolean isPast(Donation donation) {
        return donation.isPast(clock.instant());
    }
}
