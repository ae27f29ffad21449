package org.savealife.invitation.announce;

import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Difference;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationEdit;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.NoticeCounts;
import org.savealife.donation.Notify;
import org.savealife.donation.Seating;
import org.savealife.invitation.mail.MailPreview;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.web.DifferenceTexts;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.MessageTranslator;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.visit.VisitRepository;

/**
 * Changes a donation and its seats, for staff, {@code donation-edit.xhtml?id=…}. Shows what changes, how many donors
 * would be told, and the mail, and then stores it.
 *
 * <p>If somebody else has changed the donation meanwhile, the page takes their values of the fields that were not
 * touched here, shows what the others would become, and asks once more.
 */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class DonationEditPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Id of the form on the page. */
    private static final String FORM = "edit";

    private static final DonationDraft NOTHING = new DonationDraft("", "", "", "", "");

    @Inject
    transient DonationRepository donations;

    @Inject
    transient VisitRepository visits;

    @Inject
    transient NoticeCounts notices;

    @Inject
    transient Mailer mailer;

    @Inject
    transient DifferenceTexts differences;

    @Inject
    transient AuditLog audit;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient Clock clock;

    @Inject
    transient ZoneId zone;

    private String id = "";

    /** The donation with which the form was filled, and its version. */
    private DonationDraft shown = NOTHING;

    private String tag = "";

    private final DonationForm form = new DonationForm();
    private String told = Notify.ALL.word();
    private NoticeCounts.Counts counts = new NoticeCounts.Counts(0, 0);

    /** Whether somebody else has changed the donation, so that nothing was stored. */
    private boolean stale;

    private List<DifferenceTexts.Line> changes = List.of();

    /** Whether nothing changes but the seats, of which nobody is told. */
    private boolean onlySeats;

    private transient @Nullable List<MailPreview> previews;

    /** Why the donation cannot be changed; "" if it can. */
    private String refusal = "";

    @PostConstruct
    void load() {
        id = ViewParameters.find("id").orElse("");
        var donation = present();
        counts = notices.of(donation);
        fill(donation);
        compare(donation);
    }

    private Donation present() {
        return donations.find(id).orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    /** Fills the form, and forgets what was typed. */
    private void fill(Donation present) {
        form.fill(shown);
        fillUntouched(present);
    }

    /** Fills those fields of the form that still have the values with which they were filled before. */
    private void fillUntouched(Donation present) {
        var now = DonationDraft.of(present, zone);
        form.fillUntouched(shown, now);
        shown = now;
        tag = present.version().tag();
    }

    /** Shows what is wrong with the fields, what changes, and the mail that tells it. */
    public void look() {
        var unused = isRefused(present());
    }

    /** @return the fields that are missing or wrong */
    private List<InvalidField> compare(Donation before) {
        var wrong = new ArrayList<>(wrong(before));
        var leftOut = wrong.stream().map(InvalidField::field).collect(Collectors.toSet());
        refusal = "";
        changes = List.of();
        previews = List.of();
        try {
            var after = next(before, leftOut);
            var seats = seats(before, after);
            wrong.addAll(seats.wrong());
            var ofSeats = Difference.between(before.seating(), seats.seating());
            var told = Difference.between(before, after);
            onlySeats = told.isEmpty() && !ofSeats.isEmpty();
            changes = differences.lines(
                    Stream.concat(told.stream(), ofSeats.stream()).toList());
            previews = ChangeMail.of(before, edit(leftOut), clock.instant(), zone)
                    .map(mail -> mail.previews(mailer, Language.of(MessageBundle.locale())))
                    .orElse(List.of());
        } catch (InvalidFieldsException impossible) {
            return wrong;
        } catch (ConflictException over) {
            refusal = MessageTranslator.in(MessageBundle.locale(), String.valueOf(over.getMessage()));
        }
        return wrong;
    }

    private SeatEdit seats(Donation before, Donation after) {
        return SeatEdit.read(
                form.draft().seating(),
                before.seating(),
                after.length(),
                seating -> visits.checkSlots(before, seating));
    }

    private List<InvalidField> wrong(Donation before) {
        try {
            var unused = next(before, Set.of());
            return List.of();
        } catch (InvalidFieldsException invalid) {
            return invalid.fields();
        } catch (ConflictException over) {
            return List.of();
        }
    }

    /**
     * The donation as it will be, but for its seats, which are checked by themselves.
     *
     * @param leftOut fields that stay as they are
     */
    private Donation next(Donation before, Set<String> leftOut) {
        return edit(leftOut).of(before.withSeating(Seating.NONE), clock.instant(), zone);
    }

    /**
     * Stores the change, unless a field is missing or wrong, or somebody else has changed the donation.
     *
     * @return the next page, or "" for this one
     */
    public String save() {
        var before = present();
        stale = !tag.equals(before.version().tag());
        if (stale) {
            fillUntouched(before);
        }
        if (isRefused(before) || (stale && !changes.isEmpty())) {
            return "";
        }
        try {
            store(before, seats(before, next(before, Set.of())));
            return "/staff/donation.xhtml?faces-redirect=true&id=" + id;
        } catch (PreconditionFailedException meanwhile) {
            stale = true;
            fillUntouched(present());
            compare(present());
        } catch (InvalidFieldsException unfit) {
            unfit.fields().forEach(field -> DonationForm.refuse(FORM, field));
        } catch (ConflictException meanwhile) {
            var unused = isRefused(present());
        }
        return "";
    }

    private boolean isRefused(Donation before) {
        var wrong = compare(before);
        wrong.forEach(field -> DonationForm.refuse(FORM, field));
        return !wrong.isEmpty() || !refusal.isEmpty();
    }

    /**
     * The seats and the other fields are stored one after the other. Seats that suit only the new times come last. If
     * the second is refused, the page shows what is left to be saved.
     */
    private void store(Donation before, SeatEdit seats) {
        var seated = seats.fits(before.length()) ? seat(before, seats) : before;
        var unused = seat(change(seated), seats);
    }

    private Donation seat(Donation donation, SeatEdit seats) {
        if (donation.seating().equals(seats.seating())) {
            return donation;
        }
        var seated = audit.recording("donation.seats", id, () -> visits.setSeats(donation, seats.seating()));
        if (seated.version().sequence() != donation.version().sequence()) {
            throw new PreconditionFailedException(
                    "Somebody has changed the donation meanwhile.",
                    seated.version().tag());
        }
        return seated;
    }

    private Donation change(Donation before) {
        var after = edit(Set.of()).of(before, clock.instant(), zone);
        var action = DonationEdit.action(before, after);
        return after.equals(before)
                ? before
                : audit.recording(action, id, () -> donations.change(before, after, caller.getName()));
    }

    /** Forgets what was typed, and shows the donation as it is. */
    public void takeTheirs() {
        stale = false;
        fill(present());
        compare(present());
    }

    private DonationEdit edit(Set<String> leftOut) {
        var typed = form.draft();
        var isMoved = !typed.start().equals(shown.start()) && !leftOut.contains("datetime");
        return new DonationEdit(
                Optional.empty(),
                typed("address", typed.address(), shown.address(), leftOut),
                typed("datetime", typed.start(), shown.start(), leftOut),
                isMoved && !leftOut.contains("ends_at")
                        ? Optional.of(typed.end())
                        : typed("ends_at", typed.end(), shown.end(), leftOut),
                typed("note", typed.note(), shown.note(), leftOut),
                Optional.of(told));
    }

    private static Optional<String> typed(String field, String text, String before, Set<String> leftOut) {
        return text.equals(before) || leftOut.contains(field) ? Optional.empty() : Optional.of(text);
    }

    /** What changes, without the fields that are missing or wrong. */
    public List<DifferenceTexts.Line> getChanges() {
        return changes;
    }

    public String getRefusal() {
        return refusal;
    }

    /** The e-mail about the change in each language, that of the page first; none if nobody gets one. */
    public List<MailPreview> getPreviews() {
        return Objects.requireNonNullElse(previews, List.of());
    }

    /** Whether only those who are coming get the e-mail. */
    public boolean isToBooked() {
        return Notify.of(told) == Notify.BOOKED;
    }

    public String getSender() {
        return mailer.from();
    }

    /** The label of the button, which repeats the number of donors who are told. */
    public String getButton() {
        var number = onlySeats ? 0 : counts.of(Notify.of(told));
        return number == 0 ? texts.get("edit.save") : texts.get("edit.save.number", number);
    }

    public NoticeCounts.Counts getCounts() {
        return counts;
    }

    /** Whether nothing was stored, because somebody else has changed the donation. */
    public boolean isStale() {
        return stale;
    }

    public String getId() {
        return id;
    }

    public String getCity() {
        return shown.city();
    }

    public DonationForm getForm() {
        return form;
    }

    public String getTold() {
        return told;
    }

    public void setTold(String told) {
        this.told = told;
    }
}
