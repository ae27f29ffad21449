package org.savealife.donor;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.savealife.platform.Cursor;
import org.savealife.platform.Fields;
import org.savealife.platform.InvalidFieldsException;
import org.savealife.platform.Listing;
import org.savealife.platform.ListingQuery;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.Roles;
import org.savealife.platform.Texts;

/**
 * The list of donors. Filters and page stand in the address: {@code q}, {@code city}, {@code type}, {@code status}, {@code
 * after} (cursor) and {@code trail}, the cursors of the pages before, which lead back.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonorsPage {

    private static final int ROWS = 25;
    private static final List<String> FILTERS = List.of("q", "city", "type", "status");
    private static final List<String> REASONS = List.of("bounced", "complained");
    private static final String SEPARATOR = ".";

    /** The first page has no cursor. */
    private static final String FIRST = "-";

    /** More would make the address too long for some proxies; from then on the way back is shorter. */
    private static final int LONGEST_TRAIL = 20;

    @Inject
    DonorSearchRepository search;

    @Inject
    DonorCountRepository counts;

    @Inject
    CityRepository cities;

    @Inject
    Texts texts;

    @Inject
    HttpServletRequest request;

    private Listing<Donor> listing = new Listing<>(List.of(), Cursor.NONE);
    private DonorCounts all = DonorCounts.NONE;
    private boolean unreadable;

    @PostConstruct
    void load() {
        all = counts.all();
        var fields = new Fields();
        var query = DonorQuery.read(fields, find("q"), find("city"), find("type"), find("status"));
        var page = ListingQuery.read(fields, Optional.of(Integer.toString(ROWS)), find("after"));
        try {
            fields.check();
            listing = search.list(query, page.cursor(), page.limit());
        } catch (InvalidFieldsException noSuchFilter) {
            unreadable = true;
        }
    }

    public List<Donor> getDonors() {
        return listing.entries();
    }

    /** What the filter of that name is set to, or "". */
    public String filter(String name) {
        return find(name).orElse("");
    }

    public boolean isFiltered() {
        return FILTERS.stream().anyMatch(name -> !filter(name).isBlank());
    }

    /** Whether a filter makes no sense, say a city with digits only: nobody is listed then. */
    public boolean isUnreadable() {
        return unreadable;
    }

    public DonorCounts getAll() {
        return all;
    }

    /** The text for whether a donor can be invited, and if their address gets no mail, why. */
    public String status(Donor donor) {
        var word = Suppression.of(donor.suppression()).word();
        return donor.status() == DonorStatus.SUPPRESSED && REASONS.contains(word)
                ? texts.get("donors.status.suppressed." + word)
                : texts.get("donors.status." + donor.status().word());
    }

    public BloodType[] getTypes() {
        return BloodType.values();
    }

    public DonorStatus[] getStatuses() {
        return DonorStatus.values();
    }

    public List<City> getCities() {
        return cities.known();
    }

    /** Of this page, the first is 1. */
    public int getNumber() {
        return trail().size() + 1;
    }

    /** The address of the page behind this one, or "" on the last. */
    public String getNext() {
        if (listing.next().isNone()) {
            return "";
        }
        var trail = new ArrayList<>(trail());
        trail.add(find("after").orElse(FIRST));
        return address(listing.next().text(), trail);
    }

    /** The address of the page in front of this one, or "" on the first. */
    public String getPrevious() {
        var trail = trail();
        return trail.isEmpty()
                ? ""
                : address(trail.get(trail.size() - 1).replace(FIRST, ""), trail.subList(0, trail.size() - 1));
    }

    /** The address of the same list as CSV. */
    public String getExport() {
        return "donors.csv" + query(filters());
    }

    private String address(String after, List<String> trail) {
        var parameters = filters();
        parameters.put("after", after);
        parameters.put(
                "trail",
                trail.stream().skip(Math.max(0, trail.size() - LONGEST_TRAIL)).collect(Collectors.joining(SEPARATOR)));
        return "donors.xhtml" + query(parameters);
    }

    private Map<String, String> filters() {
        var parameters = new LinkedHashMap<String, String>();
        FILTERS.forEach(name -> parameters.put(name, filter(name)));
        return parameters;
    }

    private static String query(Map<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isBlank())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private List<String> trail() {
        return find("trail")
                .map(text -> Arrays.stream(text.split("\\" + SEPARATOR)).toList())
                .orElse(List.of());
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isBlank());
    }
}
