package org.savealife.platform.faces;

import jakarta.faces.context.FacesContext;
import java.util.Optional;

/**
 * What the address of the page says, or the form that was sent to it; for beans of pages. A request that is injected knows the
 * address alone: see {@link org.savealife.platform.http.BodyFilter}.
 */
public final class ViewParameters {

    private ViewParameters() {}

    /** The first of that name. */
    public static Optional<String> find(String name) {
        return Optional.ofNullable(FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get(name));
    }
}
