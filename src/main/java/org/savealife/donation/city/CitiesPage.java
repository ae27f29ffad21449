package org.savealife.donation.city;

import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.donor.DonorStatus;
import org.savealife.donor.city.CitySuggestion;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The cities that donors live in, and how many donors each has; staff merge two that are one. {@code q} in the URL is a
 * part of a name. Misspelled cities are kept as they were shown, so that each button does what its line says.
 */
@Named
@ViewScoped
@OnlyFor(Roles.VIEWER)
public class CitiesPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Further cities are found by searching. */
    private static final int MAX_LINES = 200;

    /**
     * How many cities, those with the fewest donors, are searched for misspelled ones: each is compared with all
     * others.
     */
    private static final int MAX_COMPARED = 300;

    private static final int MAX_SUSPECTS = 20;

    @Inject
    transient DonorCountRepository counts;

    @Inject
    transient CityMerger merger;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    private String text = "";
    private String said = "";
    private boolean refused;
    private final ArrayList<Line> all = new ArrayList<>();
    private final ArrayList<Suspect> suspects = new ArrayList<>();
    private String from = "";
    private String to = "";

    /** A city and its donors. */
    public record Line(String name, String key, long donors, long invitable) implements Serializable {

        /** The link to the list of its donors. */
        public String link() {
            return "donors.xhtml?city=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        }

        private boolean has(String text) {
            return name.toLowerCase(Locale.ROOT).contains(text) || key.contains(text);
        }
    }

    /** A city that looks misspelled, and the one that was probably meant. */
    public record Suspect(String city, long donors, String meant, long meantDonors) implements Serializable {}

    @PostConstruct
    void load() {
        text = ViewParameters.find("q").orElse("").strip();
        var donors = new HashMap<City, Long>();
        for (var each : counts.byCity()) {
            donors.put(each.city(), each.counts().donors());
            all.add(new Line(
                    each.city().name(),
                    each.city().key(),
                    each.counts().donors(),
                    each.counts().of(DonorStatus.SUBSCRIBED)));
        }
        donors.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue()))
                .limit(MAX_COMPARED)
                .forEach(entry -> CitySuggestion.of(
                                entry.getKey(),
                                entry.getValue(),
                                donors.keySet(),
                                city -> donors.getOrDefault(city, 0L))
                        .filter(meant -> suspects.size() < MAX_SUSPECTS)
                        .ifPresent(meant -> suspects.add(
                                new Suspect(entry.getKey().name(), entry.getValue(), meant.city(), meant.donors()))));
    }

    /** The text to search for, or "". */
    public String getText() {
        return text;
    }

    /** Cities whose name contains the text, those with the most donors first. */
    public List<Line> getLines() {
        return found().limit(MAX_LINES).toList();
    }

    /** Whether there are more such cities than are shown. */
    public boolean isMore() {
        return found().count() > MAX_LINES;
    }

    private Stream<Line> found() {
        var wanted = text.toLowerCase(Locale.ROOT);
        return all.stream().filter(line -> line.has(wanted));
    }

    public int getCount() {
        return all.size();
    }

    /** All cities, those with the most donors first. */
    public List<Line> getAll() {
        return all;
    }

    /** Cities that are spelled almost like one with more donors. */
    public List<Suspect> getSuspects() {
        return suspects;
    }

    /** Merges under way, and those that finished lately, the newest first. */
    public List<CityMerge> getMerges() {
        return merger.all().stream()
                .sorted(Comparator.comparing(CityMerge::startedAt).reversed())
                .toList();
    }

    public boolean isWorking() {
        return merger.all().stream().anyMatch(CityMerge::isOpen);
    }

    /** The progress of the merge, in words. */
    public String state(CityMerge merge) {
        if (!merge.isOpen()) {
            return texts.get("cities.merge.finished", merge.moved());
        }
        return merger.isDonationComing(merge.from())
                ? texts.get("cities.merge.waiting", merge.from().name())
                : texts.get("cities.merge.moving", merge.moved(), merge.donors());
    }

    /** Merges the two cities of the form, or tells why not. */
    @OnlyFor(Roles.STAFF)
    public void merge() {
        said = "";
        var moving = read("from", from);
        var staying = read("to", to);
        if (moving.isPresent() && staying.isPresent()) {
            begin(moving.get(), staying.get());
        }
    }

    private static Optional<City> read(String field, String name) {
        try {
            return Optional.of(City.of(name));
        } catch (IllegalArgumentException noCity) {
            FormErrors.refuse("cities:" + field, String.valueOf(noCity.getMessage()));
            return Optional.empty();
        }
    }

    /** Merges a city that looks misspelled into the one that was probably meant. */
    @OnlyFor(Roles.STAFF)
    public void mergeSuspect(Suspect suspect) {
        begin(City.of(suspect.city()), City.of(suspect.meant()));
        suspects.remove(suspect);
    }

    private void begin(City moving, City staying) {
        var objection = audit.recording(
                "city.merge",
                moving.name() + " → " + staying.name(),
                () -> merger.begin(moving, staying, caller.getName()));
        refused = objection.isPresent();
        said = texts.get(
                objection
                        .map(why -> "cities.objection." + why.name().toLowerCase(Locale.ROOT))
                        .orElse("cities.begun"),
                moving.name(),
                staying.name());
        if (objection.isEmpty()) {
            from = "";
            to = "";
        }
    }

    /** The result of the last button, in words, or "". */
    public String getSaid() {
        return said;
    }

    /** Whether the last button was refused. */
    public boolean isRefused() {
        return refused;
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getTo() {
        return to;
    }

    public void setTo(String to) {
        this.to = to;
    }
}
