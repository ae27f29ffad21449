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
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * A new donation, for staff, {@code donation-new.xhtml}; with {@code ?copy=<id>} a copy of that one. Shows who
 * would be invited and the e-mail, and then announces the donation. Errors appear when a field is left. The
 * donation's id is chosen with the form, so that a form that is sent twice announces once.
 */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class AnnouncePage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MAX_COMPLETIONS = 8;

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
    private final DonationForm form = new DonationForm();

    /** Fields that were wrong when somebody tried to announce. */
    private final Set<String> refused = new HashSet<>();

    /** The draft's audience to which the outlook belongs; "" for none yet. */
    private String shownFor = "";

    private Outlook outlook = Outlook.NONE;

    /** Whether somebody tried to announce without having seen the outlook. */
    private boolean unseen;

    /** Id of a donation that is announced already, about which the page asks; "" for none. */
    private String announced = "";

    /** The identity of the draft for which it was found. */
    private String announcedAs = "";

    private final TestMailForm testForm = new TestMailForm();

    private transient @Nullable List<MailPreview> previews;

    @PostConstruct
    void load() {
        ViewParameters.find("copy")
                .filter(copied -> copied.matches(RandomId.FORM))
                .flatMap(donations::find)
                .ifPresent(copied -> {
                    form.fill(DonationDraft.again(copied, clock.instant(), zone));
                    look();
                });
    }

    private DonationDraft draft() {
        return form.draft();
    }

    /**
     * Known cities that begin with the text. The numbers of their donors, in words, go along as a callback
     * parameter, one line for each.
     */
    public List<String> complete(String text) {
        var found = cities.startingWith(text, MAX_COMPLETIONS);
        var donors = found.stream()
                .map(known -> texts.get("new.city.donors", counts.in(known).donors()))
                .collect(Collectors.joining("\n"));
        PrimeFaces.current().ajax().addCallbackParam("donors", donors);
        return found.stream().map(City::name).toList();
    }

    /** Updates the outlook, if there is a city, and shows what is wrong with the fields. */
    public void look() {
        previews = null;
        unseen = false;
        draft().wrong(clock.instant(), zone).stream()
                .filter(field -> !draft().isEmpty(field.field()) || refused.contains(field.field()))
                .forEach(field -> DonationForm.refuse("new", field));
        if (!shownFor.equals(draft().audience())) {
            shownFor = draft().audience();
            outlook = draft().foreseen(clock.instant(), zone)
                    .map(foreseen -> outlooks.of(draft(), foreseen))
                    .orElse(Outlook.NONE);
        }
    }

    /** Takes the city that was probably meant. */
    public void takeNeighbour() {
        form.setCity(outlook.neighbour());
        look();
    }

    /**
     * Announces the donation, unless a field is missing or wrong, or the outlook has not been seen yet.
     *
     * @return the next page, or "" for this one
     */
    public String announce() {
        return announce(false);
    }

    /** Announces the donation although it is announced already, if the page asked about that. */
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
                DonationForm.refuse("new", field);
            });
            return "";
        }
    }

    /** Does nothing if the form was sent before. */
    private void add(Donation donation, boolean again) {
        if (donations.find(id).isEmpty()) {
            var unused =
                    audit.recording("donation.create", id, () -> donations.announce(donation, again, Optional.empty()));
        }
    }

    /** Sends the e-mail to an address, marked as a test. */
    public void test() {
        testForm.clear();
        var foreseen = draft().foreseen(clock.instant(), zone);
        if (foreseen.isEmpty()) {
            draft().wrong(clock.instant(), zone).stream()
                    .filter(field -> field.field().equals("city"))
                    .forEach(field -> DonationForm.refuse("new", field));
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

    /** Whether nothing was announced because the outlook had not been seen. */
    public boolean isUnseen() {
        return unseen;
    }

    /** Id of the donation that is announced already with this city, address and start, or "". */
    public String getAnnounced() {
        return announcedAs.equals(draft().identity()) ? announced : "";
    }

    /** The label of the button, which repeats the number of invitations. */
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

    /** How many donors may book; 0 for no limit. */
    public int getBookable() {
        return draft().foreseen(clock.instant(), zone)
                .map(foreseen -> foreseen.seating().bookableInAll(foreseen))
                .orElse(0);
    }

    public Outlook getOutlook() {
        return outlook;
    }

    public TestMailForm getTestForm() {
        return testForm;
    }

    public DonationForm getForm() {
        return form;
    }
}
