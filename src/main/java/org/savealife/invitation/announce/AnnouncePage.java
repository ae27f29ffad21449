package org.savealife.invitation.announce;

import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.primefaces.PrimeFaces;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.City;
import org.savealife.donor.store.CityRepository;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.invitation.mail.MailPreview;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMail;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * A new donation, for staff, {@code donation-new.xhtml}, or one like that of {@code ?copy=<id>}: first who would be invited and
 * by which e-mail, then, once that has been seen, announced. What is wrong is said as soon as a field is left, and goes when it is
 * right. The donation's id is chosen with the form, so that a form that is sent twice announces once.
 */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class AnnouncePage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MAX_COMPLETIONS = 8;

    /** Fields by their names in a {@link DonationDraft}, and the inputs of the page. */
    private static final Map<String, String> INPUTS = Map.ofEntries(
            Map.entry("city", "new:city"),
            Map.entry("address", "new:address"),
            Map.entry("datetime", "new:start"),
            Map.entry("ends_at", "new:end"),
            Map.entry("note", "new:note"));

    private static final String TEST_ADDRESS = "new:to";

    @Inject
    transient DonationRepository donations;

    @Inject
    transient CityRepository cities;

    @Inject
    transient DonorCountRepository counts;

    @Inject
    transient Mailer mailer;

    @Inject
    transient TestMail testMail;

    @Inject
    transient OutlookFinder outlooks;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient NumberTexts numbers;

    @Inject
    transient Clock clock;

    @Inject
    transient ZoneId zone;

    private final String id = RandomId.next();
    private String city = "";
    private String address = "";
    private String start = "";
    private String end = "";
    private String note = "";

    /** Fields that were wrong when somebody wanted to announce. */
    private final Set<String> refused = new HashSet<>();

    /** For what the page has shown who would be invited; "" for nothing yet. */
    private String shownFor = "";

    private Outlook outlook = Outlook.NONE;

    /** Whether somebody wanted to announce what they had not been shown the like of. */
    private boolean unseen;

    /** The donation that is announced already, which the page asks about; "" for none. */
    private String announced = "";

    /** For what that was found out. */
    private String announcedAs = "";

    private final TestMailForm testForm = new TestMailForm();

    private transient @Nullable List<MailPreview> previews;

    @PostConstruct
    void load() {
        ViewParameters.find("copy")
                .filter(copied -> copied.matches(RandomId.FORM))
                .flatMap(donations::find)
                .ifPresent(copied -> {
                    fill(DonationDraft.again(copied, clock.instant(), zone));
                    look();
                });
    }

    private void fill(DonationDraft draft) {
        city = draft.city();
        address = draft.address();
        start = draft.start();
        end = draft.end();
        note = draft.note();
    }

    private DonationDraft draft() {
        return new DonationDraft(city, address, start, end, note);
    }

    /** Known cities that begin as the text does; how many donors each has goes along in words, a line for each. */
    public List<String> complete(String text) {
        var found = cities.startingWith(text, MAX_COMPLETIONS);
        var donors = found.stream()
                .map(known -> texts.get("new.city.donors", counts.in(known).donors()))
                .collect(Collectors.joining("\n"));
        PrimeFaces.current().ajax().addCallbackParam("donors", donors);
        return found.stream().map(City::name).toList();
    }

    /** Looks who would be invited, if the city is one, and what is wrong with what is filled in. */
    public void look() {
        previews = null;
        unseen = false;
        draft().wrong(clock.instant(), zone).stream()
                .filter(field -> !draft().isEmpty(field.field()) || refused.contains(field.field()))
                .forEach(AnnouncePage::refuse);
        if (!shownFor.equals(draft().audience())) {
            shownFor = draft().audience();
            outlook = draft().foreseen(clock.instant(), zone)
                    .map(foreseen -> outlooks.of(draft(), foreseen))
                    .orElse(Outlook.NONE);
        }
    }

    private static void refuse(FieldValidator.Invalid field) {
        FormErrors.refuse(INPUTS.getOrDefault(field.field(), "new"), field.message());
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
        return announce(announcedAs.equals(draft().identity()));
    }

    private String announce(boolean again) {
        announced = "";
        unseen = false;
        previews = null;
        try {
            var donation = draft().donation(id, clock.instant(), zone);
            refused.clear();
            if (!shownFor.equals(draft().audience())) {
                look();
                unseen = true;
                return "";
            }
            add(donation, again);
            return "/staff/donation.xhtml?faces-redirect=true&id=" + id;
        } catch (ConflictException announcedAlready) {
            announced = announcedAlready.existingId();
            announcedAs = draft().identity();
            return "";
        } catch (InvalidFieldsException invalid) {
            invalid.fields().forEach(field -> {
                refused.add(field.field());
                refuse(field);
            });
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

    /** Sends the e-mail as it is foreseen to an address, marked as a test. */
    public void test() {
        testForm.clear();
        var foreseen = draft().foreseen(clock.instant(), zone);
        if (foreseen.isEmpty()) {
            draft().wrong(clock.instant(), zone).stream()
                    .filter(field -> field.field().equals("city"))
                    .forEach(AnnouncePage::refuse);
            return;
        }
        try {
            if (!testForm.send(testMail, foreseen.get(), pageLanguage())) {
                FormErrors.refuse(TEST_ADDRESS, texts.get("mail.too-often", TestMail.A_MINUTE));
            }
        } catch (IllegalArgumentException unfit) {
            FormErrors.refuse(TEST_ADDRESS, String.valueOf(unfit.getMessage()));
        }
    }

    private static Language pageLanguage() {
        return Language.of(FacesContext.getCurrentInstance().getViewRoot().getLocale());
    }

    /** The e-mail in each language, that of the page first; none without a city. */
    public List<MailPreview> getPreviews() {
        var known = previews;
        if (known == null) {
            known = draft().foreseen(clock.instant(), zone)
                    .map(foreseen -> MailPreview.of(foreseen, mailer, pageLanguage(), draft().query()))
                    .orElse(List.of());
            previews = known;
        }
        return known;
    }

    public String getSender() {
        return mailer.from();
    }

    /** Whether this process sends mail at all. */
    public boolean isTestPossible() {
        return testMail.isPossible();
    }

    /** Whether nothing was announced, since nobody had seen who would be invited. */
    public boolean isUnseen() {
        return unseen;
    }

    /** Id of the donation that was announced already with the city, address and start that are filled in, or "". */
    public String getAnnounced() {
        return announcedAs.equals(draft().identity()) ? announced : "";
    }

    /** What the button says: it repeats the number. */
    public String getButton() {
        if (!outlook.known()) {
            return texts.get("new.announce");
        }
        return outlook.isNobody()
                ? texts.get("new.announce.nobody")
                : texts.get(
                        "new.announce.number",
                        numbers.of(outlook.run().invited(), outlook.run().estimated()));
    }

    public Outlook getOutlook() {
        return outlook;
    }

    public TestMailForm getTestForm() {
        return testForm;
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

    public String getNote() {
        return note;
    }

    public void setNote(String note) {
        this.note = note;
    }
}
