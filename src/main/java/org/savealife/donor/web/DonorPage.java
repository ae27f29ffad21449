package org.savealife.donor.web;

import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.Serializable;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.savealife.donor.Donor;
import org.savealife.donor.Suppression;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** One donor, {@code donor.xhtml?id=…}: what is known, and what staff may do. */
@Named
@ViewScoped
@OnlyFor(Roles.VIEWER)
public class DonorPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What the page may have been led to by: {@code donor.done.<word>} says it. */
    private static final Set<String> DONE =
            Set.of("added", "saved", "unsubscribed", "subscribed", "unsuppressed", "unchanged");

    @Inject
    transient DonorRepository donors;

    @Inject
    transient AuditLog audit;

    @Inject
    transient Clock clock;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient DateTimeTexts times;

    @Inject
    transient HttpServletRequest request;

    private transient Donor donor;
    private String id = "";

    @PostConstruct
    void load() {
        id = ViewParameters.find("id").orElse("");
        donor = donors.find(id).orElseThrow(() -> new NotFoundException("There is no donor with this id."));
    }

    /** The donor as they were when the page was opened. */
    public Donor getDonor() {
        return donor;
    }

    /** The language of the donor's mails, in its own word. */
    public String getLanguage() {
        return Language.find(donor.language())
                .map(Language::ownName)
                .orElseGet(() -> texts.get("donor.language.unsaid"));
    }

    /** Whether the donor said yes themselves, and when. */
    public String getConsent() {
        var consent = donor.consent();
        return consent.isGiven()
                ? texts.get("donor.consent.given", times.dated(consent.at()), consent.version())
                : texts.get("donor.consent.none");
    }

    /** To what, word for word as they read it; "" where they did not. */
    public String getConsentWords() {
        return donor.consent().isGiven()
                ? MessageBundle.in(
                        consentLanguage().locale(), "consent." + donor.consent().version())
                : "";
    }

    /** The language of these words. */
    public String getConsentLanguage() {
        return consentLanguage().code();
    }

    /** A release before did not keep it: then the donor has signed up in the language of their mails. */
    private Language consentLanguage() {
        return Language.find(donor.consent().language())
                .or(() -> Language.find(donor.language()))
                .orElse(Language.ENGLISH);
    }

    /** Why the address gets no mail, in words. */
    public String getSuppression() {
        var why = Suppression.of(donor.suppression());
        return switch (why.word()) {
            case "bounced" ->
                why.detail().isEmpty()
                        ? texts.get("donor.suppressed.bounced")
                        : texts.get("donor.suppressed.bounced.said", why.detail());
            case "complained" -> texts.get("donor.suppressed.complained");
            default -> texts.get("donor.suppressed.other", donor.suppression());
        };
    }

    /** What has just been done, or "". */
    public String getDone() {
        return ViewParameters.find("done").filter(DONE::contains).orElse("");
    }

    @OnlyFor(Roles.STAFF)
    public void unsubscribe() throws IOException {
        finish("unsubscribe", "unsubscribed", () -> donors.unsubscribe(id, clock.instant()));
    }

    @OnlyFor(Roles.STAFF)
    public void subscribe() throws IOException {
        finish("subscribe", "subscribed", () -> donors.subscribe(id));
    }

    @OnlyFor(Roles.STAFF)
    public void unsuppress() throws IOException {
        finish("unsuppress", "unsuppressed", () -> donors.unsuppress(id));
    }

    @OnlyFor(Roles.STAFF)
    public void erase() throws IOException {
        audit.recording("donor.delete", id, () -> {
            donors.erase(id);
        });
        goTo("donors.xhtml?deleted=true");
    }

    private void finish(String action, String done, Supplier<Boolean> change) throws IOException {
        if (!audit.recording("donor." + action, id, change)) {
            throw new NotFoundException("There is no donor with this id.");
        }
        goTo("donor.xhtml?id=" + id + "&done=" + done);
    }

    private void goTo(String page) throws IOException {
        FacesContext.getCurrentInstance().getExternalContext().redirect(request.getContextPath() + "/staff/" + page);
    }
}
