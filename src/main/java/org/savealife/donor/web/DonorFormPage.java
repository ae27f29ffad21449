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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.city.CitySuggestion;
import org.savealife.donor.city.CitySuggestions;
import org.savealife.donor.signup.Signup;
import org.savealife.donor.store.CityRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** Adds a donor, {@code donor-edit.xhtml}, or edits one, {@code donor-edit.xhtml?id=…}. */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class DonorFormPage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String FORM = "donor:";

    @Inject
    transient DonorRepository donors;

    @Inject
    transient CityRepository cities;

    @Inject
    transient CitySuggestions spelling;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient Clock clock;

    @Inject
    transient HttpServletRequest request;

    private String id = "";
    private String storedName = "";
    private String firstName = "";
    private String email = "";
    private String type = "";
    private String city = "";
    private String language = "";
    private boolean languageKnown;

    /** The suggested city, and the city about which the page asked. */
    private @Nullable CitySuggestion nearMiss;

    private String askedAbout = "";

    @PostConstruct
    void load() {
        id = ViewParameters.find("id").orElse("");
        if (!id.isEmpty()) {
            var donor = stored();
            storedName = donor.firstName().value();
            firstName = storedName;
            email = donor.email().value();
            type = donor.type().code();
            city = donor.city().name();
            language = donor.language();
            languageKnown = !language.isEmpty();
        }
    }

    /** Stores the form and shows the donor, or shows the problems. Asks once about a city that looks misspelled. */
    public void save() throws IOException {
        try {
            var form = new Signup(
                    Optional.of(firstName),
                    Optional.of(email),
                    Optional.of(type),
                    Optional.of(city),
                    Optional.of(language),
                    Optional.empty());
            if (isNew()) {
                var donor = form.donor(clock.instant());
                if (isToBeAsked(donor.city())) {
                    return;
                }
                audit.recording("donor.create", donor.id(), () -> donors.add(donor));
                finish(donor.id(), "added");
            } else {
                var before = stored();
                var edited = form.edit(before);
                if (!edited.city().equals(before.city()) && isToBeAsked(edited.city())) {
                    return;
                }
                var saved = audit.recording("donor.edit", id, () -> donors.edit(edited))
                        .orElseThrow(DonorFormPage::gone);
                finish(saved.id(), "saved");
            }
        } catch (InvalidFieldsException wrong) {
            wrong.fields().forEach(field -> FormErrors.refuse(FORM + field.field(), field.message()));
        } catch (AddressTakenException taken) {
            FormErrors.refuse(FORM + "email", texts.get("donor.taken"));
        }
    }

    private boolean isToBeAsked(City given) {
        if (askedAbout.equals(given.name())) {
            return false;
        }
        askedAbout = given.name();
        nearMiss = spelling.nearMiss(given).orElse(null);
        return nearMiss != null;
    }

    /** Takes the suggested city. */
    public void takeNeighbour() {
        city = Optional.ofNullable(nearMiss).map(CitySuggestion::city).orElse(city);
        nearMiss = null;
    }

    /** For example "Did you mean Haarlem, with 44 donors?", or "". */
    public String getQuestion() {
        return Optional.ofNullable(nearMiss)
                .map(near -> texts.get("donor.neighbour", askedAbout, near.city(), near.donors()))
                .orElse("");
    }

    /** The label of the button that takes the suggested city. */
    public String getTakeLabel() {
        return texts.get(
                "new.neighbour.take",
                Optional.ofNullable(nearMiss).map(CitySuggestion::city).orElse(""));
    }

    private void finish(String donorId, String done) throws IOException {
        FacesContext.getCurrentInstance()
                .getExternalContext()
                .redirect(request.getContextPath() + "/staff/donor.xhtml?id=" + donorId + "&done=" + done);
    }

    private Donor stored() {
        return donors.find(id).orElseThrow(DonorFormPage::gone);
    }

    private static NotFoundException gone() {
        return new NotFoundException("There is no donor with this id.");
    }

    public boolean isNew() {
        return id.isEmpty();
    }

    public List<City> getCities() {
        return cities.known();
    }

    public Language[] getLanguages() {
        return Language.values();
    }

    /** Whether the donor has a language, which can be changed but not removed. */
    public boolean isLanguageKnown() {
        return languageKnown;
    }

    public BloodType[] getTypes() {
        return BloodType.values();
    }

    public String getId() {
        return id;
    }

    /** The first name as stored, "" for a new donor. */
    public String getStoredName() {
        return storedName;
    }

    public String getFirstName() {
        return firstName;
    }

    public void setFirstName(String firstName) {
        this.firstName = firstName;
    }

    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    public String getType() {
        return type;
    }

    /** @param type a code, null for an unknown type: its code is empty, which Faces takes for no choice */
    public void setType(@Nullable String type) {
        this.type = Optional.ofNullable(type).orElse("");
    }

    public String getCity() {
        return city;
    }

    public void setCity(String city) {
        this.city = city;
    }

    public String getLanguage() {
        return language;
    }

    /** @param language a code, null for no language, which Faces makes of an empty text */
    public void setLanguage(@Nullable String language) {
        this.language = Optional.ofNullable(language).orElse("");
    }
}
