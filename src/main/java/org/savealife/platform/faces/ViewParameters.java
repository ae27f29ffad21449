package org.savealife.platform.faces;

import jakarta.faces.context.FacesContext;
import java.util.Optional;

/**
 * Parameters of the current page, from its address or its form; for page beans. An injected request knows only those of
 * the address: see {@link org.savealife.platform.http.BodyFilter}.
 */
public final class ViewParameters {

    private ViewParameters() {}

    /** The first parameter of that name. */
    public static Optional<String> find(String name) {
        return Optional.ofNullable(FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get(name));
    }
}
