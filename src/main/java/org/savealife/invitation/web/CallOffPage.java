package org.savealife.invitation.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Cancellation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.NoticeCounts;
import org.savealife.donation.Notify;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** The dialog with which staff call off the donation on {@link DonationPage}, with a reason and whom to tell. */
@Named
@RequestScoped
@OnlyFor(Roles.STAFF)
public class CallOffPage {

    private static final String FORM = "off:";

    private final DonationPage page;
    private final DonationRepository donations;
    private final NoticeCounts notices;
    private final AuditLog audit;
    private final CurrentUser caller;
    private final MessageBundle texts;

    private String reason = "";
    private String told = Notify.ALL.word();
    private NoticeCounts.@Nullable Counts counts;

    @Inject
    public CallOffPage(
            DonationPage page,
            DonationRepository donations,
            NoticeCounts notices,
            AuditLog audit,
            CurrentUser caller,
            MessageBundle texts) {
        this.page = page;
        this.donations = donations;
        this.notices = notices;
        this.audit = audit;
        this.caller = caller;
        this.texts = texts;
    }

    /** Calls the donation off, or shows what is wrong. If somebody else has called it off, theirs stays. */
    public void callOff() {
        var id = page.getDonation().id();
        var cancellation = new Cancellation(Optional.of(reason), Optional.of(told));
        try {
            audit.recording("donation.cancel", id, () -> donations.cancel(id, cancellation, caller.getName()))
                    .ifPresent(page::show);
            FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(texts.get("donation.call-off.done")));
        } catch (InvalidFieldsException wrong) {
            wrong.fields()
                    .forEach(field -> FormErrors.refuse(
                            FORM + (field.field().equals("notify") ? "told" : field.field()), field.message()));
        }
    }

    /** How many donors would be told. */
    public NoticeCounts.Counts getCounts() {
        var known = counts;
        if (known == null) {
            known = notices.of(page.getDonation());
            counts = known;
        }
        return known;
    }

    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public String getTold() {
        return told;
    }

    public void setTold(String told) {
        this.told = told;
    }
}
