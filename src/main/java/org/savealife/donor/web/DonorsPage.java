package org.savealife.donor.web;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorCounts;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.donor.Suppression;
import org.savealife.donor.store.CityRepository;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.SortedDonorRepository;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The list of donors. The URL has the filters {@code q}, {@code city}, {@code type} and {@code status}, the order
 * ({@code sort}, {@link DonorOrder}) and the page ({@link Pager}).
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonorsPage {

    private static final int ROWS = 25;
    private static final List<String> FILTERS = List.of("q", "city", "type", "status");
    private static final String SORT = "sort";
    private static final List<String> REASONS = List.of("bounced", "complained");

    private final SortedDonorRepository donors;
    private final DonorCountRepository counts;
    private final CityRepository cities;
    private final MessageBundle texts;

    private Listing<Donor> listing = new Listing<>(List.of(), Cursor.NONE);
    private DonorCounts all = DonorCounts.NONE;
    private DonorQuery query = DonorQuery.ALL;
    private boolean unreadable;

    @Inject
    public DonorsPage(
            SortedDonorRepository donors, DonorCountRepository counts, CityRepository cities, MessageBundle texts) {
        this.donors = donors;
        this.counts = counts;
        this.cities = cities;
        this.texts = texts;
    }

    @PostConstruct
    void load() {
        all = counts.all();
        var fields = new FieldValidator();
        query = DonorQuery.read(fields, find("q"), find("city"), find("type"), find("status"));
        var page = ListingQuery.read(fields, Optional.of(Integer.toString(ROWS)), find("after"));
        try {
            fields.check();
            listing = donors.list(query, getOrder(), page.cursor(), page.limit());
        } catch (InvalidFieldsException noSuchFilter) {
            unreadable = true;
        }
    }

    public List<Donor> getDonors() {
        return listing.entries();
    }

    /** The value of the filter with that name, or "". */
    public String filter(String name) {
        return find(name).orElse("");
    }

    public boolean isFiltered() {
        return FILTERS.stream().anyMatch(name -> !filter(name).isBlank());
    }

    /** Whether a filter makes no sense, for example a city of digits only. Then the list is empty. */
    public boolean isUnreadable() {
        return unreadable;
    }

    public DonorCounts getAll() {
        return all;
    }

    /**
     * How many donors match the filters, in words: counted, or for a search by text as far as the list shows; "" if no
     * donor matches.
     */
    public String getMatches() {
        if (!isFiltered() || unreadable) {
            return "";
        }
        if (query.text().isEmpty()) {
            var counted = query.city().map(counts::in).orElse(all);
            return texts.get("donors.matches", query.countIn(counted));
        }
        var pages = getPages();
        var isWhole = pages.getFirst().isEmpty() && listing.next().isNone();
        return isWhole ? texts.get("donors.matches", listing.entries().size()) : texts.get("donors.matches.more");
    }

    public DonorOrder getOrder() {
        return DonorOrder.ofWord(filter(SORT));
    }

    public DonorOrder[] getOrders() {
        return DonorOrder.values();
    }

    /** The donor's status in words and, if the address gets no mail, the reason. */
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

    public Pager getPages() {
        return Pager.of(ViewParameters::find, "donors.xhtml", filters(), "", listing.next());
    }

    /** The URL of the same list as CSV. */
    public String getExport() {
        return "donors.csv" + Pager.query(filters());
    }

    private Map<String, String> filters() {
        var parameters = new LinkedHashMap<String, String>();
        FILTERS.forEach(name -> parameters.put(name, filter(name)));
        parameters.put(SORT, getOrder() == DonorOrder.CITY ? "" : getOrder().word());
        return parameters;
    }

    private Optional<String> find(String name) {
        return ViewParameters.find(name).filter(text -> !text.isBlank());
    }
}
