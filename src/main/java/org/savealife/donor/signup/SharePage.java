package org.savealife.donor.signup;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.savealife.donor.Origin;
import org.savealife.donor.SignupSettings;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * How donors get to the sign-up form, for staff to copy: its address, and the line of HTML by which another site shows
 * it.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class SharePage {

    @Inject
    PublicUrl publicUrl;

    @Inject
    SignupSettings settings;

    public String getAddress() {
        return publicUrl.page("");
    }

    public String getSnippet() {
        return "<script src=\"" + publicUrl.page("signup.js") + "\" async></script>";
    }

    /** The sites that may show the form. */
    public List<String> getOrigins() {
        return settings.origins().stream().map(Origin::text).toList();
    }
}
