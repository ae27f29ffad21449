package org.savealife.invitation.announce;

import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.savealife.donation.Difference;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationEdit;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.NoticeCounts;
import org.savealife.donation.Notify;
import org.savealife.invitation.web.DifferenceTexts;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.MessageTranslator;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * Changes a donation, for staff, {@code donation-edit.xhtml?id=…}. Shows what changes, and how many donors would be
 * told, and then stores it.
 *
 * <p>If somebody else has changed the donation meanwhile, the page takes their values of the fields that were not
 * touched here, shows what the others would become, and asks once more.
 */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class DonationEditPage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final DonationDraft NOTHING = new DonationDraft("", "", "", "", "");

    @Inject
    transient DonationRepository donations;

    @Inject
    transient NoticeCounts notices;

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

    /** Shows what is wrong with the fields, and what changes. */
    public void look() {
        compare(present()).forEach(field -> DonationForm.refuse("edit", field));
    }

    /** @return the fields that are missing or wrong */
    private List<InvalidField> compare(Donation before) {
        var wrong = wrong(before);
        var leftOut = wrong.stream().map(InvalidField::field).collect(Collectors.toSet());
        refusal = "";
        try {
            changes = differences.lines(Difference.between(before, next(before, leftOut)));
        } catch (InvalidFieldsException impossible) {
            changes = List.of();
        } catch (ConflictException over) {
            changes = List.of();
            refusal = MessageTranslator.in(MessageBundle.locale(), String.valueOf(over.getMessage()));
        }
        return wrong;
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

    /** @param leftOut fields that stay as they are */
    private Donation next(Donation before, Set<String> leftOut) {
        return edit(leftOut).of(before, clock.instant(), zone);
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
        var wrong = compare(before);
        wrong.forEach(field -> DonationForm.refuse("edit", field));
        if (!wrong.isEmpty() || !refusal.isEmpty() || (stale && !changes.isEmpty())) {
            return "";
        }
        return store(before, next(before, Set.of()));
    }

    private String store(Donation before, Donation after) {
        try {
            if (!after.equals(before)) {
                var unused = audit.recording(
                        DonationEdit.action(before, after),
                        id,
                        () -> donations.change(before, after, caller.getName()));
            }
            return "/staff/donation.xhtml?faces-redirect=true&id=" + id;
        } catch (PreconditionFailedException meanwhile) {
            stale = true;
            fillUntouched(present());
            compare(present());
            return "";
        }
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

    /** The label of the button, which repeats the number of donors who are told. */
    public String getButton() {
        var number = counts.of(Notify.of(told));
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
