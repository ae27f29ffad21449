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

/** One donor, {@code donor.xhtml?id=…}: the stored data, and what staff may do with the donor. */
@Named
@ViewScoped
@OnlyFor(Roles.VIEWER)
public class DonorPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Actions that redirect to this page; the text for each is {@code donor.done.<word>}. */
    private static final Set<String> DONE =
            Set.of("added", "saved", "unsubscribed", "subscribed", "unsuppressed", "unchanged");

    @Inject
    transient DonorRepository donors;

    @Inject
    transient DonorErasure erasure;

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

    /** The donor as of the opening of the page. */
    public Donor getDonor() {
        return donor;
    }

    /** The language of the donor's mails, by its own name. */
    public String getLanguage() {
        return Language.find(donor.language())
                .map(Language::ownName)
                .orElseGet(() -> texts.get("donor.language.unsaid"));
    }

    /** Whether and when the donor gave consent. */
    public String getConsent() {
        var consent = donor.consent();
        return consent.isGiven()
                ? texts.get("donor.consent.given", times.dated(consent.at()), consent.version())
                : texts.get("donor.consent.none");
    }

    /** The text to which the donor agreed, word for word; "" without consent. */
    public String getConsentWords() {
        return donor.consent().isGiven()
                ? MessageBundle.in(
                        consentLanguage().locale(), "consent." + donor.consent().version())
                : "";
    }

    /** The language of that text. */
    public String getConsentLanguage() {
        return consentLanguage().code();
    }

    /**
     * An earlier release did not store it. Then it is the language of the donor's mails, in which the donor signed up.
     */
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

    /** The action just done, in words, or "". */
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
            erasure.erase(id);
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
