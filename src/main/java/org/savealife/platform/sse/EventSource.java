package org.savealife.platform.sse;

import jakarta.servlet.http.HttpServletRequest;

/** Events that browsers follow. Beans of this type are found by {@link EventStreamServlet}. */
public interface EventSource {

    /**
     * Whether its events are those of an address.
     *
     * @param name what follows {@code /staff/live/} in the address, up to the next slash
     */
    boolean has(String name);

    /**
     * Sends events to a browser from now on, until the connection ends.
     *
     * @param request the browser's, for use during this call only
     * @param name as above
     * @param id what follows the slash in the address; "" if nothing does
     */
    void open(HttpServletRequest request, String name, String id, EventConnection connection);
}
