package org.savealife.donor.signup;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.BloodType;
import org.savealife.donor.Consent;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The sign-up form for browsers without JavaScript; with it, {@code signup.js} calls the API. The typed values stay in
 * the form until it is accepted. Sending it twice does no harm, so the answer needs no redirect.
 */
@Named
@RequestScoped
public class SignupPage {

    private static final String CONSENT = "consent";

    private final PublicSignup signups;
    private final HttpServletRequest request;
    private final Clock clock;
    private final MessageBundle texts;

    private final List<InvalidField> errors = new ArrayList<>();
    private String trouble = "";
    private boolean done;

    @Inject
    public SignupPage(PublicSignup signups, HttpServletRequest request, Clock clock, MessageBundle texts) {
        this.signups = signups;
        this.request = request;
        this.clock = clock;
        this.texts = texts;
    }

    /** Handles the form if it was sent. */
    public void answer() {
        if (request.getMethod().equals("POST")) {
            signUp(new Signup(
                    sent("first_name"), sent("email"), sent("type"), sent("city"), sent("language"), sent(CONSENT)));
        }
    }

    private void signUp(Signup signup) {
        check(signup);
        if (isWrong()) {
            return;
        }
        try {
            signups.accept(signup, request);
            done = true;
        } catch (TooManyRequestsException often) {
            refuse(429, texts.get("signup.throttled"));
        } catch (RuntimeException failure) {
            if (!DatabaseUnavailable.isCauseOf(failure)) {
                throw failure;
            }
            refuse(503, texts.get("signup.away"));
        }
    }

    private void check(Signup signup) {
        try {
            var unused = signup.strangersDonor(clock.instant());
        } catch (InvalidFieldsException invalid) {
            invalid.fields()
                    .forEach(error -> errors.add(isMissing(error.field()) ? missing(error.field()) : said(error)));
        }
        if (isMissing(CONSENT)) {
            errors.add(missing(CONSENT));
        }
    }

    private boolean isMissing(String field) {
        return sent(field).orElse("").isBlank();
    }

    private InvalidField missing(String field) {
        return new InvalidField(field, texts.get("signup.missing." + field));
    }

    private InvalidField said(InvalidField error) {
        return new InvalidField(error.field(), texts.sentence(error.message()));
    }

    private void refuse(int status, String reason) {
        FacesContext.getCurrentInstance().getExternalContext().setResponseStatus(status);
        trouble = reason;
    }

    private Optional<String> sent(String field) {
        return ViewParameters.find(field);
    }

    public boolean isDone() {
        return done;
    }

    public boolean isWrong() {
        return !errors.isEmpty();
    }

    public List<InvalidField> getErrors() {
        return errors;
    }

    /** Why the form was refused, apart from single fields, or "". */
    public String getTrouble() {
        return trouble;
    }

    /** The problem of the field, or "". */
    public String error(String field) {
        return errors.stream()
                .filter(error -> error.field().equals(field))
                .map(InvalidField::message)
                .findFirst()
                .orElse("");
    }

    /** The CSS class of a field with a problem. */
    public String invalid(String field) {
        return error(field).isEmpty() ? "" : " invalid";
    }

    public String getWelcome() {
        return done
                ? texts.get(
                        "signup.done",
                        sent("city").orElse("").strip(),
                        sent("first_name").orElse("").strip())
                : "";
    }

    /** The version of the text to which the form asks people to agree. */
    public String getConsent() {
        return Consent.current();
    }

    /** The blood types that people can choose. */
    public List<BloodType> getTypes() {
        return Arrays.stream(BloodType.values())
                .filter(type -> type != BloodType.UNKNOWN)
                .toList();
    }
}
