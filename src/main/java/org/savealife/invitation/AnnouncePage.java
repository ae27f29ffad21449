package org.savealife.invitation;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.primefaces.PrimeFaces;
import org.savealife.donation.Announcement;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.City;
import org.savealife.donor.CityRepository;
import org.savealife.donor.DonorCountRepository;
import org.savealife.donor.DonorRepository;
import org.savealife.donor.NearMiss;
import org.savealife.platform.Audit;
import org.savealife.platform.ConflictException;
import org.savealife.platform.FormErrors;
import org.savealife.platform.InvalidFieldsException;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.RandomId;
import org.savealife.platform.Roles;
import org.savealife.platform.Spans;
import org.savealife.platform.Texts;

/**
 * A new donation, for staff: first who would be invited, then, once that has been seen, announced. The donation's id is
 * chosen with the form, so that a form that is sent twice announces once.
 */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class AnnouncePage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MOST_COMPLETIONS = 8;

    /** Fields by their names in an {@link Announcement}, and the inputs of the page. */
    private static final Map<String, String> INPUTS =
            Map.of("city", "new:city", "address", "new:address", "datetime", "new:start", "ends_at", "new:end");

    @Inject
    transient DonationRepository donations;

    @Inject
    transient DonorRepository donors;

    @Inject
    transient CityRepository cities;

    @Inject
    transient DonorCountRepository counts;

    @Inject
    transient Mailer mailer;

    @Inject
    transient Pace pace;

    @Inject
    transient Audit audit;

    @Inject
    transient Texts texts;

    @Inject
    transient Spans spans;

    @Inject
    transient Clock clock;

    @Inject
    transient ZoneId zone;

    private final String id = RandomId.next();
    private String city = "";
    private String address = "";
    private String start = "";
    private String end = "";

    /** For what the page has shown who would be invited; "" for nothing yet. */
    private String shownFor = "";

    private Outlook outlook = Outlook.NONE;

    /** The donation that is announced already, which the page asks about; "" for none. */
    private String announced = "";

    /** For what that was found out. */
    private String announcedAs = "";

    /**
     * What the page shows of the dry run.
     *
     * @param neighbour the city that was meant, perhaps; "" for none
     * @param neighbours how many donors that has
     * @param takes how long it takes, in words; "" where that is not known
     */
    private record Outlook(
            boolean known, DryRun run, String takes, boolean beyondQuota, String neighbour, long neighbours)
            implements Serializable {

        static final DryRun NOBODY = new DryRun(0, false, 0, Map.of());
        static final Outlook NONE = new Outlook(false, NOBODY, "", false, "", 0);
    }

    /** Known cities that begin as the text does; how many donors each has goes along in words, in the same order. */
    public List<String> complete(String text) {
        var found = cities.startingWith(text, MOST_COMPLETIONS);
        PrimeFaces.current()
                .ajax()
                .addCallbackParam(
                        "donors",
                        found.stream()
                                .map(known -> texts.get(
                                        "new.city.donors", counts.in(known).donors()))
                                .toList());
        return found.stream().map(City::name).toList();
    }

    /** Looks who would be invited, if the city is one. */
    public void look() {
        shownFor = subject();
        outlook = readCity().map(this::outlook).orElse(Outlook.NONE);
    }

    private String subject() {
        return city.strip() + "\n" + start;
    }

    private Optional<City> readCity() {
        try {
            return city.isBlank() ? Optional.empty() : Optional.of(City.of(city));
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }

    private Outlook outlook(City where) {
        var run = DryRun.of(foreseen(where), donors, clock.instant());
        var quota = mailer.quota();
        var takes = run.takes(pace.perSecond()).map(spans::words).orElse("");
        var beyondQuota = quota.leftToday() >= 0 && run.invited() > quota.leftToday();
        var near = NearMiss.of(
                where,
                run.donors(),
                cities.known(),
                other -> DryRun.of(foreseen(other), donors, clock.instant()).donors());
        return new Outlook(
                true,
                run,
                takes,
                beyondQuota,
                near.map(NearMiss::city).orElse(""),
                near.map(NearMiss::donors).orElse(0L));
    }

    /** The donation as far as it is filled in; what is missing makes no difference to who is invited. */
    private Donation foreseen(City where) {
        var tomorrow = clock.instant().plus(Duration.ofDays(1)).toString();
        try {
            return announcement(where.name(), "-", start.isBlank() ? tomorrow : start, end)
                    .donation(id, clock.instant(), zone);
        } catch (InvalidFieldsException unfinished) {
            return announcement(where.name(), "-", tomorrow, "").donation(id, clock.instant(), zone);
        }
    }

    private static Announcement announcement(String where, String at, String from, String to) {
        return new Announcement(
                Optional.of(where), Optional.of(at), Optional.of(from), Optional.of(to), Optional.empty());
    }

    /** Takes the city that was meant. */
    public void takeNeighbour() {
        city = outlook.neighbour();
        look();
    }

    /**
     * Announces the donation, unless something is missing, or nobody has seen yet who would be invited.
     *
     * @return the page that comes next, "" for this one
     */
    public String announce() {
        return announce(false);
    }

    /** Announces the donation although it is announced already, if that is what the page asked about. */
    public String announceAgain() {
        return announce(announcedAs.equals(asFilledIn()));
    }

    private String asFilledIn() {
        return String.join("\n", city, address, start);
    }

    private String announce(boolean again) {
        announced = "";
        try {
            var donation = announcement(city, address, start, end).donation(id, clock.instant(), zone);
            if (!shownFor.equals(subject())) {
                look();
                FacesContext.getCurrentInstance()
                        .addMessage(
                                null, new FacesMessage(FacesMessage.SEVERITY_WARN, texts.get("new.look-first"), ""));
                return "";
            }
            add(donation, again);
            return "/staff/donation.xhtml?faces-redirect=true&id=" + id;
        } catch (ConflictException announcedAlready) {
            announced = announcedAlready.existingId();
            announcedAs = asFilledIn();
            return "";
        } catch (InvalidFieldsException invalid) {
            invalid.fields()
                    .forEach(field -> FormErrors.refuse(INPUTS.getOrDefault(field.field(), "new"), field.message()));
            return "";
        }
    }

    /** What was sent before is announced already. */
    private void add(Donation donation, boolean again) {
        if (donations.find(id).isEmpty()) {
            var unused =
                    audit.recording("donation.create", id, () -> donations.announce(donation, again, Optional.empty()));
        }
    }

    /** Id of the donation that was announced already with the city, address and start that are filled in, or "". */
    public String getAnnounced() {
        return announcedAs.equals(asFilledIn()) ? announced : "";
    }

    /** What the button says: it repeats the number. */
    public String getButton() {
        if (!outlook.known()) {
            return texts.get("new.announce");
        }
        return outlook.run().invited() == 0
                ? texts.get("new.announce.nobody")
                : texts.get("new.announce.number", outlook.run().invited());
    }

    public boolean isLooked() {
        return outlook.known();
    }

    public DryRun getRun() {
        return outlook.run();
    }

    /** Reasons for skipping, the most frequent first. */
    public List<Map.Entry<String, Long>> getSkipped() {
        return Counts.mostFrequentFirst(outlook.run().skipped());
    }

    /** How long it takes, in words, or "" where that is not known. */
    public String getTakes() {
        return outlook.takes();
    }

    public boolean isBeyondQuota() {
        return outlook.beyondQuota();
    }

    /** The city that was meant, perhaps, or "". */
    public String getNeighbour() {
        return outlook.neighbour();
    }

    public long getNeighbours() {
        return outlook.neighbours();
    }

    public String getCity() {
        return city;
    }

    /** A completion that is left empty is null to PrimeFaces, unlike any other input. */
    public void setCity(@Nullable String city) {
        this.city = Objects.requireNonNullElse(city, "");
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getStart() {
        return start;
    }

    public void setStart(String start) {
        this.start = start;
    }

    public String getEnd() {
        return end;
    }

    public void setEnd(String end) {
        this.end = end;
    }
}
