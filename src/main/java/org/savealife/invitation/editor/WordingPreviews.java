package org.savealife.invitation.editor;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Optional;

/** The HTML of mails in words that are not stored yet, one for each open {@link WordingPage}, for its frames. */
@SessionScoped
public class WordingPreviews implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Somebody who opens more pages sees no preview on the first ones until they type there. */
    private static final int MAX = 4;

    private final LinkedHashMap<String, String> html = new LinkedHashMap<>();

    /** @param page random */
    public synchronized void put(String page, String mail) {
        html.remove(page);
        html.put(page, mail);
        if (html.size() > MAX) {
            html.remove(html.keySet().iterator().next());
        }
    }

    public synchronized Optional<String> find(String page) {
        return Optional.ofNullable(html.get(page));
    }
}
